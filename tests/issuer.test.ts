import { freePort } from './support/free-port.ts';
import { decodeJwt } from './support/tokens.ts';
import { World } from './support/world.ts';

async function issuersWith(env: Record<string, string>): Promise<{ url: string; issuers: unknown[] }> {
  const world = await World.start({ env: { NODE_ENV: 'development', JWT_ISSUER: '', ...env } });
  const { accessToken, refreshToken } = await world.openSession();
  expect((await world.me(accessToken)).data.me).not.toBeNull();
  expect((await world.refresh(refreshToken)).data.refresh).not.toBeNull();
  const url = new URL(world.url).origin;
  await world.stop();
  return { url, issuers: [accessToken, refreshToken].map((token) => decodeJwt(token).iss) };
}

// Cases considered: every name for the loopback interface, all interfaces, and a port chosen by the system.
test.each([
  '127.0.0.1',
  'localhost',
  '0.0.0.0',
  '127.0.0.2',
])('in development, the issuer of tokens is the URL of HOST=%s and PORT', async (HOST) => {
  const { url, issuers } = await issuersWith({ HOST, PORT: String(await freePort()) });
  expect(new URL(url).hostname).toBe(HOST === '127.0.0.2' ? HOST : 'localhost');
  expect(issuers).toEqual([url, url]);
});

test('a port that the system chooses does not change the issuer, so a restart ends no session', async () => {
  const { issuers } = await issuersWith({ PORT: '0' });
  expect(issuers).toEqual(['http://localhost:0', 'http://localhost:0']);
});

test('a configured issuer is used unchanged', async () => {
  const { issuers } = await issuersWith({ JWT_ISSUER: 'https://auth.example.com' });
  expect(issuers).toEqual(['https://auth.example.com', 'https://auth.example.com']);
});
