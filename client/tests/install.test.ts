import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { publint } from 'publint';
import { launchOptions } from '../../tests/support/chromium.ts';
import { makePerson, type Person } from '../../tests/support/client.ts';
import { removeFolders } from '../../tests/support/left-behind.ts';
import { World } from '../../tests/support/world.ts';
import { checkTypes, makeProject, type PackedClient, packClient, pinned, run } from './packed-client.ts';

const manifest = JSON.parse(readFileSync('client/package.json', 'utf8'));

const types: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.css': 'text/css' };

/** The folder of the built app, once there is one. */
let site = '';
const pages = createServer(({ url = '/' }, response) => {
  const file = path.join(site, path.normalize(url));
  const isFile = path.extname(file) !== '' && existsSync(file);
  response.setHeader('content-type', types[path.extname(file)] ?? 'text/html');
  response.end(readFileSync(isFile ? file : path.join(site, 'index.html')));
});

let client: PackedClient;
let world: World;
let person: Person;
let browser: Browser | undefined;
let origin: string;

beforeAll(async () => {
  await once(pages.listen(0), 'listening');
  origin = `http://localhost:${(pages.address() as AddressInfo).port}`;
  [client, world] = await Promise.all([
    packClient(),
    World.start({ env: { CORS_ORIGINS: origin, REFRESH_TOKEN_COOKIE: 'true' } }),
  ]);
  person = await world.addPerson();
});
afterAll(async () => {
  await browser?.close();
  pages.closeAllConnections();
  pages.close();
  await world.stop();
  removeFolders();
});

test('a fresh clone packs what its entries need, and no source or test', async () => {
  const targets = Object.values<string | Record<string, string>>(manifest.exports).flatMap((target) =>
    typeof target === 'string' ? target : Object.values(target),
  );
  expect(client.paths).toEqual(expect.arrayContaining(targets.map((target) => path.normalize(target))));
  expect(client.paths).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'CHANGELOG.md']));
  expect(
    client.paths.filter((file) => !/^(dist\/.*(\.js|\.d\.ts|\.js\.map)|docs\/.*\.md|[^/]+)$/.test(file)),
  ).toEqual([]);
});

test('publint finds nothing', async () => {
  const tarball = readFileSync(client.file);
  const pack = { tarball: tarball.buffer.slice(tarball.byteOffset, tarball.byteOffset + tarball.length) };
  const { messages } = await publint({ pack, strict: true });
  expect(messages).toEqual([]);
});

/** Logs in and queries `me`, with what is the same in every module system. */
const useCore = `
  const auth = createAuthCore({ uri: process.env.AUTH_URL, channel: null });
  const { username } = await auth.login({ username: process.env.NAME, password: process.env.PASSWORD });
  const response = await fetch(process.env.AUTH_URL, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer ' + (await auth.accessToken()) },
    body: JSON.stringify({ query: '{ me { username } }' }),
  });
  const { data } = await response.json();
  await auth.logout();
  console.log(username, data.me.username, auth.currentUser);`;

test('a Node.js project logs in with the core alone, with import and with require', async () => {
  const folder = await makeProject(client, {
    files: {
      'app.mjs': `import { createAuthCore } from 'graphql-auth-service-client/core';${useCore}`,
      'app.cjs': `const { createAuthCore } = require('graphql-auth-service-client/core');(async () => {${useCore}})();`,
      'app.mts':
        "import { createAuthCore } from 'graphql-auth-service-client/core';\ncreateAuthCore({ uri: '' }).currentUser satisfies { username: string } | null;\n",
      'app.cts':
        "import core = require('graphql-auth-service-client/core');\ncore.createAuthCore({ uri: '' }).currentUser satisfies { username: string } | null;\n",
    },
  });
  expect(existsSync(path.join(folder, 'node_modules/@apollo'))).toBe(false);
  const env = { AUTH_URL: world.url, NAME: person.username, PASSWORD: person.password };
  for (const file of ['app.mjs', 'app.cjs']) {
    const printed = await run(folder, process.execPath, [file], env);
    expect(printed).toBe(`${person.username} ${person.username} null\n`);
  }
  await checkTypes(folder, ['app.mts', 'app.cts'], ['--module', 'nodenext', '--lib', 'es2022,dom']);
  const map = path.join(folder, 'node_modules/graphql-auth-service-client/dist/core.js.map');
  expect(JSON.parse(readFileSync(map, 'utf8')).sourcesContent).toEqual([
    readFileSync('client/src/core.ts', 'utf8'),
  ]);
});

const apolloApp = `import { ApolloClient, ApolloLink, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { ApolloProvider, useQuery } from '@apollo/client/react';
import { createAuthClient } from 'graphql-auth-service-client';
import { useState } from 'react';
import { createRoot } from 'react-dom/client';

const uri = new URLSearchParams(location.search).get('auth') ?? '';
const auth = createAuthClient({ uri });
const client = new ApolloClient({
  link: ApolloLink.from([auth.link, new HttpLink({ uri })]),
  cache: new InMemoryCache(),
});

function Me() {
  const { data } = useQuery<{ me: { username: string } | null }>(gql('{ me { username } }'));
  return <h1>{data?.me ? 'Hello ' + data.me.username : ''}</h1>;
}

function App() {
  const [isIn, setIn] = useState(false);
  if (isIn) return <Me />;
  const logIn = async (form: FormData) => {
    await auth.login({ username: String(form.get('username')), password: String(form.get('password')) });
    setIn(true);
  };
  return (
    <form action={logIn}>
      <input name="username" />
      <input name="password" type="password" />
      <button type="submit">Log in</button>
    </form>
  );
}

const root = document.querySelector('main');
if (root) createRoot(root).render(<ApolloProvider client={client}><App /></ApolloProvider>);
`;

const main = `import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import App from './App';

const root = document.getElementById('root');
if (root) createRoot(root).render(<StrictMode><App /></StrictMode>);
`;

/** The app that client/README.md tells readers to write, for the service of this test. */
function readmeApp(): string {
  const readme = readFileSync('client/README.md', 'utf8');
  const [, app = ''] = /```tsx\n\/\/ src\/App.tsx\n(.*?)```/s.exec(readme) ?? [];
  expect(app).toContain("'http://localhost:4000/graphql'");
  return app.replace('http://localhost:4000/graphql', world.url);
}

const page = (title: string, script: string) =>
  `<!doctype html><title>${title}</title><main id="root"></main><script type="module" src="/${script}"></script>`;

test("a Vite project with the README's app, and one with Apollo Client, build and log in", async () => {
  const packages = pinned('examples/spa', [
    ...['@apollo/client', 'graphql', 'rxjs', 'react', 'react-dom'],
    ...['@types/react', '@types/react-dom', '@vitejs/plugin-react', 'vite'],
  ]);
  const folder = await makeProject(client, {
    packages,
    manifest: { type: 'module' },
    files: {
      'index.html': page('App', 'main.tsx'),
      'apollo.html': page('Apollo', 'apollo.tsx'),
      'main.tsx': main,
      'App.tsx': readmeApp(),
      'apollo.tsx': apolloApp,
      'vite.config.js': `import react from '@vitejs/plugin-react';
export default {
  plugins: [react()],
  build: { rolldownOptions: { input: ['index.html', 'apollo.html'] } },
};
`,
    },
  });
  const flags = ['--module', 'preserve', '--moduleResolution', 'bundler', '--jsx', 'react-jsx'];
  const forVite = ['--lib', 'es2022,dom', '--types', 'vite/client', '--skipLibCheck'];
  await checkTypes(folder, ['main.tsx', 'apollo.tsx'], [...flags, ...forVite]);
  const build = ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn'];
  await run(folder, process.execPath, build, { NODE_ENV: 'production' });
  site = path.join(folder, 'dist');
  browser = await chromium.launch(launchOptions());
  const tab = await browser.newPage();
  await tab.goto(origin);
  // The build replaces light-dark() in the stylesheet.
  const submit = tab.getByRole('button', { name: 'Log in', exact: true });
  expect(await submit.evaluate((element) => getComputedStyle(element).backgroundColor)).toBe(
    'rgb(31, 95, 191)',
  );
  const { username, email, password } = makePerson();
  await tab.getByRole('button', { name: 'Sign up' }).click();
  await tab.getByLabel('Username').fill(username);
  await tab.getByLabel('Email').fill(email);
  await tab.getByLabel('Password', { exact: true }).fill(password);
  await tab.getByRole('button', { name: 'Sign up' }).click();
  await tab.getByRole('button', { name: 'Who am I?' }).click();
  await tab.getByText(email).waitFor();
  await tab.reload();
  await tab.getByRole('heading', { name: `Hello ${username}` }).waitFor();
  await tab.getByRole('button', { name: 'Log out' }).click();
  await tab.getByRole('button', { name: 'Log in' }).first().waitFor();

  await tab.goto(`${origin}/apollo.html?auth=${encodeURIComponent(world.url)}`);
  await tab.fill('[name=username]', person.username);
  await tab.fill('[name=password]', person.password);
  await tab.click('button');
  await tab.getByRole('heading', { name: `Hello ${person.username}` }).waitFor();
});
