import { readFileSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import fastify from 'fastify';
import { addPages } from '../src/http/pages/add-pages.ts';
import { preparedDocument } from '../src/http/pages/browser/prepared-document.ts';
import { World } from './support/world.ts';

const development = await World.start();
const production = await World.start({ env: { DEBUG: 'false' } });
afterAll(async () => {
  await development.stop();
  await production.stop();
});

const browser = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };

/** The files behind the pages, by the end of their URL. */
const sources: Readonly<Record<string, string>> = {
  'graphiql.js': 'node_modules/graphiql/graphiql.min.js',
  'graphiql.css': 'node_modules/graphiql/graphiql.min.css',
  'react.js': 'node_modules/react/umd/react.production.min.js',
  'react-dom.js': 'node_modules/react-dom/umd/react-dom.production.min.js',
  'access-token.js': 'dist/src/http/pages/browser/access-token.js',
  'graphiql-page.js': 'dist/src/http/pages/browser/graphiql-page.js',
  'prepared-document.js': 'dist/src/http/pages/browser/prepared-document.js',
  'sandbox-page.js': 'dist/src/http/pages/browser/sandbox-page.js',
};

interface Answer {
  status: number | undefined;
  headers: IncomingMessage['headers'];
  body: string;
}

/** Sends the path as it is, whereas `fetch` would resolve the dots. */
function get(
  world: World,
  path: string,
  headers: Record<string, string> = {},
  method = 'GET',
): Promise<Answer> {
  const { port } = new URL(world.url);
  return new Promise((resolve, reject) => {
    const sent = request({ port, path, method, headers }, async (response) =>
      resolve({
        status: response.statusCode,
        headers: response.headers,
        body: Buffer.concat(await response.toArray()).toString(),
      }),
    );
    sent.once('error', reject);
    sent.end();
  });
}

const { body: graphiqlPage } = await get(development, '/graphiql', browser);
const version = /"\.\/graphiql\/([\w-]{16})\//.exec(graphiqlPage)?.[1] ?? 'not in the page';
/** Test titles omit the version, since it changes with the files. */
const at = (path: string) => path.replace('VERSION', version);
const someFile = '/graphiql/VERSION/graphiql.js';

const nonceOf = (policy: unknown) => /'nonce-([^']*)'/.exec(String(policy))?.[1];
const linksOf = (html: string) => [...html.matchAll(/<(?:link|script)[^>]* (?:src|href)="([^"]+)"/g)];

describe('with DEBUG', () => {
  test.each([
    ['/graphql', 'no-cache'],
    ['/graphiql', 'no-store'],
  ])('serves %s to browsers, without inline scripts and styles', async (path, caching) => {
    const { status, headers, body } = await get(development, path, browser);
    expect([status, headers['content-type'], headers['cache-control']]).toEqual([
      200,
      'text/html; charset=utf-8',
      caching,
    ]);
    expect(body).not.toMatch(/<script(?![^>]* src=)|<style|\son\w+=|\sstyle=/);
    const links = linksOf(body).map(([, link = '']) => link);
    expect(links.length).toBeGreaterThan(2);
    for (const link of links.filter((each) => each !== 'data:,'))
      expect((await get(development, new URL(link, development.url).pathname)).status).toBe(200);
  });

  test('redirects from / to /graphql', async () => {
    expect(await get(development, '/', browser)).toMatchObject({
      status: 302,
      headers: { location: '/graphql' },
    });
  });

  test.each([
    ['/graphql', { accept: '*/*' }],
    ['/graphql', { accept: 'application/json' }],
    ['/graphql', {}],
    ['/graphql?query={__typename}', browser],
  ])('rejects GET %s with %j', async (path, headers) => {
    for (const method of ['GET', 'HEAD']) {
      const answer = await get(development, path, headers, method);
      expect([answer.status, answer.headers.allow]).toEqual([405, 'POST, OPTIONS']);
      if (method === 'GET')
        expect(JSON.parse(answer.body).errors).toMatchObject([
          { extensions: { code: 'METHOD_NOT_ALLOWED' } },
        ]);
    }
  });

  test('allows the pages only their own files, and Sandbox also two origins of Apollo', async () => {
    const policyOf = async (path: string) => {
      const { headers } = await get(development, path, browser);
      return String(headers['content-security-policy']);
    };
    const graphiql = await policyOf('/graphiql');
    expect(graphiql).toMatch(
      /^default-src 'none'; script-src 'self'; style-src 'self' 'nonce-[\w+/]{22}=='; connect-src 'self'; /,
    );
    expect(graphiql).toContain("frame-ancestors 'none'");
    expect(graphiql).not.toMatch(/unsafe|https?:/);
    const sandbox = await policyOf('/graphql');
    expect(sandbox).not.toContain('unsafe');
    expect(sandbox.match(/https?:\S+?(?=;|\s|$)/g)).toEqual([
      'https://embeddable-sandbox.cdn.apollographql.com',
      'https://sandbox.embed.apollographql.com',
    ]);
  });

  test('gives each response of /graphiql a nonce of its own', async () => {
    const nonces = new Set<string | undefined>();
    for (let responses = 0; responses < 3; responses += 1) {
      const { headers, body } = await get(development, '/graphiql', browser);
      const nonce = nonceOf(headers['content-security-policy']);
      expect(body.match(/ nonce="[^"]*"/g)).toEqual([` nonce="${nonce}"`]);
      nonces.add(nonce);
    }
    expect(nonces.size).toBe(3);
  });

  test.each(Object.entries(sources))('serves %s unchanged, to be cached for good', async (name, source) => {
    const { status, headers, body } = await get(development, at(`/graphiql/VERSION/${name}`));
    expect([status, headers['cache-control']]).toEqual([200, 'public, max-age=31536000, immutable']);
    expect(headers['content-type']).toMatch(name.endsWith('.js') ? /^text\/javascript/ : /^text\/css/);
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(body === readFileSync(source, 'utf8')).toBe(true);
    for (const [, imported] of body.matchAll(/^import .* from '\.\/(.*)';$/gm))
      expect(Object.keys(sources)).toContain(imported);
  });

  test.each([
    '/graphql',
    '/graphiql',
    someFile,
  ])('answers HEAD on %s as GET, without a body', async (path) => {
    const got = await get(development, at(path), browser);
    const head = await get(development, at(path), browser, 'HEAD');
    expect([head.status, head.body]).toEqual([200, '']);
    for (const name of ['content-type', 'content-length', 'etag', 'cache-control'])
      expect([name, head.headers[name]]).toEqual([name, got.headers[name]]);
    const [headPolicy, gotPolicy] = [head, got].map(({ headers }) =>
      headers['content-security-policy']?.toString().replace(/'nonce-[^']*'/, "'nonce'"),
    );
    expect(headPolicy).toBe(gotPolicy);
  });

  test.each(['/graphql', someFile])('answers 304 to a browser that has %s', async (path) => {
    const { etag = '' } = (await get(development, at(path), browser)).headers;
    expect(etag).toMatch(/^"[\w-]{43}"$/);
    for (const known of [etag, `"other", ${etag}`, `W/${etag}`, '*']) {
      const answer = await get(development, at(path), { ...browser, 'if-none-match': known });
      expect([answer.status, answer.body, answer.headers.etag]).toEqual([304, '', etag]);
    }
    for (const unknown of ['"other"', etag.slice(1, -1), ''])
      expect((await get(development, at(path), { ...browser, 'if-none-match': unknown })).status).toBe(200);
  });

  test.each([
    '/graphiql/',
    '/graphiql/graphiql.js',
    '/graphiql/0123456789abcdef/graphiql.js',
    '/graphiql/VERSION/',
    '/graphiql/VERSION/nothing.js',
    '/graphiql/VERSION/tsconfig.json',
    '/graphiql/VERSION/__proto__',
    '/graphiql/VERSION/../graphiql.js',
    '/graphiql/VERSION/..%2f..%2f..%2fpackage.json',
    '/graphiql/VERSION/%2fetc%2fpasswd',
    '/graphiql/graphiql.html',
    '/graphiql/../package.json',
    '/graphiql/../../../package.json',
    '/graphiql/..%2fgraphql.html',
    '/graphiql/..%2f..%2f..%2fpackage.json',
    '/graphiql/%2e%2e%2f%2e%2e%2f%2e%2e%2fpackage.json',
    '/graphiql/..%5c..%5cpackage.json',
    '/graphiql/%2fetc%2fpasswd',
    '/graphiql/%00',
    '/graphiql/__proto__',
    '/graphiql/VERSION/graphiql.js/',
    '/graphiql/VERSION/graphiql.js%00.js',
    '/graphiql/VERSION//graphiql.js',
  ])('has nothing at %s', async (path) => {
    const { status, body, headers } = await get(development, at(path), browser);
    expect([status, JSON.parse(body).errors[0].extensions.code]).toEqual([404, 'NOT_FOUND']);
    expect(headers['cache-control']).toBe('no-store');
  });

  test('prepares a document whose operations succeed one after the other', async () => {
    const run = async (operationName: string, token?: string) => {
      const response = await fetch(development.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
        body: JSON.stringify({ query: preparedDocument, operationName }),
      });
      const { data } = (await response.json()) as { data: Record<string, Record<string, string>> };
      return data;
    };
    expect(await run('SignUp')).toMatchObject({ signup: { username: 'alice' } });
    const { login } = await run('LogIn');
    expect(await run('Me', login?.accessToken)).toMatchObject({ me: { email: 'alice@example.com' } });
  });
});

test('without GraphiQL, /graphiql says what to install, and Sandbox still works', async () => {
  const warnings: string[] = [];
  const server = fastify();
  const missing = () => {
    throw Object.assign(new Error('not installed'), { code: 'MODULE_NOT_FOUND' });
  };
  addPages(server, { warn: (...words: unknown[]) => warnings.push(words.join(' ')) }, missing);
  expect(warnings).toEqual([]);
  for (let requests = 0; requests < 2; requests += 1) {
    const page = await server.inject({ url: '/graphiql', headers: browser });
    expect([page.statusCode, page.headers['content-type']]).toEqual([404, 'text/html; charset=utf-8']);
    expect(page.body).toContain('<code>npm ci</code>');
    expect(page.body).toContain('<a href="./graphql#sandbox">');
  }
  const sandbox = await server.inject({ url: '/graphql', headers: browser });
  const [script = ''] = /\/graphiql\/[\w-]+\/sandbox-page\.js/.exec(sandbox.body) ?? [];
  expect((await server.inject(script)).statusCode).toBe(200);
  expect((await server.inject(script.replace('sandbox-page', 'graphiql'))).statusCode).toBe(404);
  expect(warnings).toEqual([expect.stringContaining('run npm ci without --omit=dev')]);
  await server.close();
});

test('serves no page without DEBUG', async () => {
  const { status, headers } = await get(production, '/graphql', browser);
  expect([status, headers.allow, headers['content-security-policy']]).toEqual([
    405,
    'POST, OPTIONS',
    undefined,
  ]);
  for (const path of ['/', '/graphiql', someFile]) {
    const { status, body } = await get(production, at(path), browser);
    expect([path, status, JSON.parse(body).errors[0].extensions.code]).toEqual([path, 404, 'NOT_FOUND']);
  }
});
