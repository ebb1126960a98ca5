import { ApolloClient, ApolloLink, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { ScriptedServer } from '../../tests/support/scripted-server.ts';
import { createAuthClient } from '../src/index.ts';

let server: ScriptedServer;
beforeEach(async () => {
  server = await ScriptedServer.start();
});
afterEach(() => server.stop());

const user = { id: '1', username: 'alice', email: null, isActive: true };
const claims = Buffer.from(JSON.stringify({ sid: 'one', iat: 1 })).toString('base64url');
const tokens = { accessToken: `head.${claims}.1`, refreshToken: 'r', expiresIn: 3600, user };
const refused = {
  body: { data: null, errors: [{ message: 'No.', extensions: { code: 'UNAUTHENTICATED' } }] },
};

async function send(field: string) {
  server.answer = (request) => (request.field === 'login' ? { body: { data: { login: tokens } } } : refused);
  const auth = createAuthClient({ uri: server.url, channel: null });
  await auth.login({ username: 'alice', password: 'secret' });
  const link = ApolloLink.from([auth.link, new HttpLink({ uri: server.url })]);
  const client = new ApolloClient({ link, cache: new InMemoryCache() });
  await expect(client.mutate({ mutation: gql(`mutation { ${field} { id } }`) })).rejects.toThrow();
  return server.seen.filter(({ field: each }) => each === field);
}

test.each([
  'startLogin',
  'continueLogin',
  'startPasskeyLogin',
  'finishPasskeyLogin',
])('%s is sent without an access token, and never refreshes the session', async (field) => {
  const [request, ...more] = await send(field);
  expect([request?.headers.authorization, more]).toEqual([undefined, []]);
  expect(server.count('refresh')).toBe(0);
});

test.each([
  'startTotp',
  'confirmTotp',
  'newRecoveryCodes',
  'removeTotp',
  'startPasskeyRegistration',
  'finishPasskeyRegistration',
  'renamePasskey',
  'removePasskey',
])('%s is sent with the access token', async (field) => {
  const [request] = await send(field);
  expect(request?.headers.authorization).toBe(`Bearer ${tokens.accessToken}`);
  expect(server.count('refresh')).toBe(1);
});
