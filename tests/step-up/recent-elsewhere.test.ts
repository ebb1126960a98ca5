import { readFileSync } from 'node:fs';
import { GraphQLError } from 'graphql';
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import { confirmWithPassword } from '../support/confirmation.ts';
import { fetchJwks, newKey, signWith } from '../support/signing-keys.ts';
import { ageSession } from '../support/time.ts';
import { decodeJwt } from '../support/tokens.ts';
import { World } from '../support/world.ts';

const { key, env } = newKey();
const world = await World.start({ env });
afterAll(() => world.stop());

const keys = createLocalJWKSet((await (await fetchJwks(world)).json()) as JSONWebKeySet);

/** The lines in docs/gateways.md for other subgraphs. */
const [, lines = ''] =
  /^## Operations that need a recent proof$.*?^```ts\n(.*?)^```$/ms.exec(
    readFileSync('docs/gateways.md', 'utf8'),
  ) ?? [];
const run = new Function(
  'token',
  'keys',
  'issuer',
  'audience',
  'jwtVerify',
  'GraphQLError',
  `return (async () => { ${lines} })()`,
);

/** @returns the code of the error, if the lines throw one. */
async function check(token: string): Promise<unknown> {
  try {
    await run(token, keys, 'http://localhost:4000', 'auth-service', jwtVerify, GraphQLError);
    return undefined;
  } catch (error) {
    return error instanceof GraphQLError ? error.extensions.code : error;
  }
}

test('the lines in docs/gateways.md reject an old proof until the user confirms it', async () => {
  const person = await world.addPerson();
  const { accessToken, refreshToken } = await world.openSession(person);
  expect(await check(accessToken)).toBeUndefined();
  await ageSession(world, accessToken);
  const refreshed = (await world.refresh(refreshToken)).data.refresh;
  expect(await check(refreshed.accessToken)).toBe('REAUTHENTICATION_REQUIRED');
  const confirmed = await confirmWithPassword(world, refreshed.accessToken, person.password);
  expect(await check(confirmed)).toBeUndefined();
  expect(await check((await world.refresh(refreshed.refreshToken)).data.refresh.accessToken)).toBeUndefined();
});

test('they reject a token without auth_time', async () => {
  const { accessToken } = await world.openSession();
  const { auth_time: _time, ...claims } = decodeJwt(accessToken);
  const header = { alg: 'ES256', typ: 'at+jwt', kid: key.kid };
  const older = signWith(key.signs, header, claims);
  expect(await check(older)).toBe('REAUTHENTICATION_REQUIRED');
});
