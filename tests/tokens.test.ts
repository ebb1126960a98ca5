import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Answer } from './support/client.ts';
import {
  accessKind,
  forgedAccessClaims,
  forgedRefreshClaims,
  forgedTokens,
  refreshKind,
} from './support/forged-tokens.ts';
import { World } from './support/world.ts';

const world = await World.start();
let fetches = 0;
const listener = createServer((_request, response) => {
  fetches += 1;
  response.end();
});
await once(listener.listen(0, '127.0.0.1'), 'listening');
afterAll(async () => {
  listener.close();
  await world.stop();
});

const address = `http://127.0.0.1:${(listener.address() as AddressInfo).port}`;
const { accessToken, refreshToken } = await world.openSession();
const forged = {
  access: {
    ...forgedTokens(accessToken, accessKind, address),
    ...forgedAccessClaims(accessToken),
    'the other kind of token': refreshToken,
  },
  refresh: {
    ...forgedTokens(refreshToken, refreshKind, address),
    ...forgedRefreshClaims(refreshToken),
    'the other kind of token': accessToken,
    'no letter': '',
    'a line break within': refreshToken.replace('.', '.\n'),
    'a NUL within': refreshToken.replace('.', '\u0000.'),
    'ten thousand letters': 'A'.repeat(10_000),
  },
};

const asBearer = (token: string) =>
  world.ask('{ me { id } }', {}, { headers: { authorization: `Bearer ${encodeURI(token)}` } });

/** The part of a response that a caller can see. */
const seen = ({ status, text }: Answer) => `${status} ${text}`;

test('each kind has more than a hundred different forged tokens', () => {
  for (const tokens of [forged.access, forged.refresh].map((each) => Object.values(each))) {
    expect(tokens.length).toBeGreaterThan(100);
    expect(new Set(tokens).size).toBe(tokens.length);
  }
});

test.each(Object.entries(forged.access))('rejects as an access token: %s', async (_what, token) => {
  const { status, data, errors } = await asBearer(token);
  expect([status, data]).toEqual([200, { me: null }]);
  expect(errors).toMatchObject([
    { path: ['me'], extensions: { code: 'UNAUTHENTICATED', reason: 'TOKEN_INVALID' } },
  ]);
});

test.each(Object.entries(forged.refresh))('rejects as a refresh token: %s', async (_what, token) => {
  const { status, data, errors } = await world.refresh(token);
  expect([status, data]).toEqual([200, null]);
  expect(errors).toMatchObject([{ path: ['refresh'], extensions: { code: 'INVALID_REFRESH_TOKEN' } }]);
  const { data: ended } = await world.logOut({ refreshToken: token });
  expect(ended.logout.revokedSessions).toBe(0);
});

test('each kind of token gets the same error', async () => {
  const bearers = await Promise.all(Object.values(forged.access).map(asBearer));
  expect(new Set(bearers.map(seen)).size).toBe(1);
  const refreshes = await Promise.all(Object.values(forged.refresh).map((token) => world.refresh(token)));
  expect(new Set(refreshes.map(seen)).size).toBe(1);
});

const tries = 3;
const tolerance = 5;

/** The shortest time of a few requests, in milliseconds: other work on the machine rarely delays all of them. */
async function durationOf(token: string): Promise<number> {
  let shortest = Number.POSITIVE_INFINITY;
  for (let time = 0; time < tries; time += 1) {
    const began = performance.now();
    await asBearer(token);
    shortest = Math.min(shortest, performance.now() - began);
  }
  return shortest;
}

test('rejecting a token takes no longer than accepting a valid one', async () => {
  let suspects = Object.values(forged.access);
  // Other work on the machine may spoil one measurement of a token, but not ten.
  for (let measurement = 0; suspects.length > 0 && measurement < 10; measurement += 1) {
    const slow: string[] = [];
    for (const token of suspects) {
      const good = await durationOf(accessToken);
      if ((await durationOf(token)) > good + tolerance) slow.push(token);
    }
    suspects = slow;
  }
  expect(suspects).toEqual([]);
});

test('fetches no key for them, and still accepts valid tokens', async () => {
  expect(fetches).toBe(0);
  expect((await world.me(accessToken)).data.me).not.toBeNull();
  expect((await world.refresh(refreshToken)).data.refresh).not.toBeNull();
});
