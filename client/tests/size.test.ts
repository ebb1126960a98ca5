import { gzipSync } from 'node:zlib';
import type { OutputChunk } from 'rolldown';
import { bundle } from './bundle.ts';

/** What an app with this code loads, minified and compressed, besides Apollo Client. */
async function load(code: string): Promise<{ bytes: number; modules: string[] }> {
  const chunks = await bundle(code, { external: /^(@apollo|graphql)/, minify: true });
  const modules = chunks.flatMap((chunk) =>
    Object.entries(chunk.modules).flatMap(([id, { renderedLength }]) =>
      renderedLength > 0 ? [id.slice(id.lastIndexOf('/') + 1)] : [],
    ),
  );
  return { bytes: gzipSync(chunks.map((chunk) => chunk.code).join('\n'), { level: 9 }).length, modules };
}

test('the core loads at most 4 kB, and no part that an app has to import', async () => {
  const { bytes, modules } = await load(
    "export { AuthError, createAuthCore, memoryStorage, webStorage } from 'client/src/core.ts';",
  );
  expect(modules).toContain('session-keeper.ts');
  for (const optional of ['confirmation.ts', 'login-steps.ts', 'credentials.ts', 'auth-fetch.ts'])
    expect(modules).not.toContain(optional);
  expect(bytes).toBeLessThanOrEqual(4096);
});

test('createAuthFetch adds less than 0.7 kB', async () => {
  const [without, together] = await Promise.all([
    load("export { createAuthCore } from 'client/src/core.ts';"),
    load("export { createAuthCore, createAuthFetch } from 'client/src/core.ts';"),
  ]);
  expect(together.modules).toContain('auth-fetch.ts');
  expect(together.bytes - without.bytes).toBeLessThan(717);
});

test('an app that logs in with a password loads less than 6 kB, and no optional part', async () => {
  const { bytes, modules } = await load(
    "export { AuthError, createAuthClient, memoryStorage, webStorage } from 'client/src/index.ts';",
  );
  expect(modules).toContain('session-keeper.ts');
  for (const optional of ['login-flow.ts', 'second-factors.ts', 'ceremony.ts', 'startAuthentication.js'])
    expect(modules).not.toContain(optional);
  expect(bytes).toBeLessThan(6144);
});

test('an app with the React forms before the login first loads at most 12 kB besides React, and no settings', async () => {
  const chunks = await bundle(
    // An app uses the components. If it exported them, the bundler would have to split the first chunk.
    `import { createAuthCore } from 'client/src/core.ts';
     import { AuthProvider, ForgotPassword, RequireAuth, SignIn, SignUp, useSession, UserButton } from 'client/src/react.ts';
     globalThis.app = { createAuthCore, AuthProvider, ForgotPassword, RequireAuth, SignIn, SignUp, useSession, UserButton };`,
    { external: /^react/, minify: true },
  );
  const loaded = new Set<OutputChunk>();
  const add = (name: string) => {
    const chunk = chunks.find(({ fileName }) => fileName === name);
    if (!chunk || loaded.has(chunk)) return;
    loaded.add(chunk);
    for (const imported of chunk.imports) add(imported);
  };
  add('app.js');
  const modules = [...loaded].flatMap((chunk) => Object.keys(chunk.modules)).join('\n');
  expect(modules).toContain('sign-in.tsx');
  expect(modules).not.toMatch(/react\/(settings|steps)|later-en|problems-en|passkeys\//);
  const code = [...loaded].map((chunk) => chunk.code).join('\n');
  expect(gzipSync(code, { level: 9 }).length).toBeLessThanOrEqual(12_288);
});

test('passkeys add less than 5.5 kB, with the library for them', async () => {
  const [without, together] = await Promise.all([
    load("export { createAuthClient } from 'client/src/index.ts';"),
    load("export { createAuthClient } from 'client/src/index.ts'; export * from 'client/src/passkeys.ts';"),
  ]);
  expect(together.modules).toContain('startAuthentication.js');
  expect(together.bytes - without.bytes).toBeLessThan(5632);
});

test('the login flow adds less than 1 kB', async () => {
  const [without, together] = await Promise.all([
    load("export { createAuthClient } from 'client/src/index.ts';"),
    load("export { createAuthClient, createLoginFlow } from 'client/src/index.ts';"),
  ]);
  expect(together.modules).toContain('login-flow.ts');
  expect(together.bytes - without.bytes).toBeLessThan(1024);
});
