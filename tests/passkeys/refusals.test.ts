import { generateKeyPairSync, sign } from 'node:crypto';
import { Authenticator, type Variation } from '../support/authenticator.ts';
import { codes, from } from '../support/client.ts';
import { mailsTo } from '../support/mailed.ts';
import {
  addPasskey,
  assertionOf,
  finishLogin,
  finishRegistration,
  logInWith,
  removePasskey,
  startLogin,
  startRegistration,
} from '../support/passkeys.ts';
import { World } from '../support/world.ts';

const world = await World.start();
afterAll(() => world.stop());

/** A user with a passkey. */
async function prepare(authenticator = new Authenticator()) {
  const person = await world.addPerson();
  const { accessToken } = await world.openSession(person);
  expect(codes(await addPasskey(world, accessToken, authenticator))).toEqual([]);
  return { person, authenticator, accessToken };
}

/** The reasons of the refusals since this many log lines. */
function reasonsSince(line: number): string[] {
  return world.log
    .slice(line)
    .map((text) => JSON.parse(text).event)
    .filter((event) => event?.type === 'passkey.refused')
    .map(({ reason }) => reason);
}

const wrong: [name: string, variation: Variation, reason: string][] = [
  ['on a page of another origin', { origin: 'https://evil.example' }, 'origin'],
  ['on another port', { origin: 'http://localhost:4001' }, 'origin'],
  ['in a frame of another site', { crossOrigin: true }, 'origin'],
  ['for another domain', { rpId: 'evil.example' }, 'invalid'],
  ['without user verification', { userVerified: false }, 'unverified'],
  ['without user presence', { userPresent: false }, 'invalid'],
  ['by a registration', { type: 'webauthn.create' }, 'ceremony'],
  ['with another challenge', { challenge: 'AAAA' }, 'ceremony'],
  ['without the user', { userHandle: null }, 'invalid'],
  ['for another user', { userHandle: Buffer.alloc(32).toString('base64url') }, 'invalid'],
];

test.each(wrong)('rejects a login %s', async (_name, variation, reason) => {
  const { authenticator } = await prepare();
  const line = world.log.length;
  expect(codes(await logInWith(world, authenticator, variation))).toEqual(['PASSKEY_INVALID']);
  expect(reasonsSince(line)).toEqual([reason]);
  expect(codes(await logInWith(world, authenticator))).toEqual([]);
});

const wrongRegistrations: [name: string, variation: Variation, reason: string][] = [
  ['on a page of another origin', { origin: 'https://evil.example' }, 'origin'],
  ['in a frame of another site', { crossOrigin: true }, 'origin'],
  ['for another domain', { rpId: 'evil.example' }, 'invalid'],
  ['without user verification', { userVerified: false }, 'unverified'],
  ['without user presence', { userPresent: false }, 'invalid'],
  ['by a login', { type: 'webauthn.get' }, 'ceremony'],
  ['with another challenge', { challenge: 'AAAA' }, 'ceremony'],
  ['with an attestation by a manufacturer', { format: 'tpm' }, 'invalid'],
];

test.each(wrongRegistrations)('rejects a registration %s', async (_name, variation, reason) => {
  const { accessToken } = await world.openSession();
  const line = world.log.length;
  const answer = await addPasskey(world, accessToken, new Authenticator(), { variation });
  expect(codes(answer)).toEqual(['PASSKEY_INVALID']);
  expect(reasonsSince(line)).toEqual([reason]);
});

test('names the page that PASSKEY_ORIGINS lacks', async () => {
  const { authenticator } = await prepare();
  const line = world.log.length;
  await logInWith(world, authenticator, { origin: 'https://new.example' });
  expect(world.log.slice(line).join('')).toContain('"origin":"https://new.example"');
});

test('rejects an assertion that was used', async () => {
  const { authenticator } = await prepare(new Authenticator({ counts: true }));
  const input = await assertionOf(world, authenticator);
  expect(codes(await finishLogin(world, input))).toEqual([]);
  const line = world.log.length;
  expect(codes(await finishLogin(world, input))).toEqual(['PASSKEY_INVALID']);
  expect(reasonsSince(line)).toEqual(['used']);
});

test('rejects another signature for a challenge that was used', async () => {
  const { authenticator } = await prepare();
  const { ceremony, options } = (await startLogin(world)).data.startPasskeyLogin;
  const send = () => finishLogin(world, { ceremony, credential: authenticator.get(options) });
  expect(codes(await send())).toEqual([]);
  expect(codes(await send())).toEqual(['PASSKEY_INVALID']);
});

test('rejects a tampered signature, client data and authenticator data', async () => {
  const { authenticator } = await prepare();
  const { ceremony, credential } = await assertionOf(world, authenticator);
  const { response } = credential;
  const flip = (text: string) => {
    const bytes = Buffer.from(text, 'base64url');
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    return bytes.toString('base64url');
  };
  const clientData = JSON.parse(Buffer.from(response.clientDataJSON, 'base64url').toString());
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const tampered = [
    { signature: flip(response.signature) },
    { signature: sign('sha256', Buffer.from('x'), privateKey).toString('base64url') },
    { authenticatorData: flip(response.authenticatorData) },
    { authenticatorData: 'AAAA' },
    { clientDataJSON: Buffer.from(JSON.stringify({ ...clientData, more: 1 })).toString('base64url') },
    { clientDataJSON: Buffer.from('{').toString('base64url') },
    { clientDataJSON: Buffer.from('null').toString('base64url') },
  ];
  for (const change of tampered) {
    const input = { ceremony, credential: { ...credential, response: { ...response, ...change } } };
    expect(codes(await finishLogin(world, input))).toEqual(['PASSKEY_INVALID']);
  }
  expect(codes(await finishLogin(world, { ceremony, credential }))).toEqual([]);
});

test('the challenge of a registration opens no session, and the challenge of a login adds no passkey', async () => {
  const { authenticator } = await prepare();
  const { accessToken } = (await logInWith(world, authenticator)).data.finishPasskeyLogin.tokens;
  const registration = (await startRegistration(world, accessToken)).data.startPasskeyRegistration;
  const login = (await startLogin(world)).data.startPasskeyLogin;
  const options = { ...login.options, challenge: registration.options.challenge };
  const asLogin = { ceremony: registration.ceremony, credential: authenticator.get(options) };
  expect(codes(await finishLogin(world, asLogin))).toEqual(['PASSKEY_INVALID']);
  const creation = { ...registration.options, challenge: login.options.challenge };
  const credential = new Authenticator().create(creation);
  const asRegistration = { ceremony: login.ceremony, credential };
  expect(codes(await finishRegistration(world, accessToken, asRegistration))).toEqual(['PASSKEY_INVALID']);
});

test('only the session that started a registration can finish it, once', async () => {
  const person = await world.addPerson();
  const [own, other] = [await world.openSession(person), await world.openSession(person)];
  const stranger = await world.openSession();
  const { ceremony, options } = (await startRegistration(world, own.accessToken)).data
    .startPasskeyRegistration;
  const input = { ceremony, credential: new Authenticator().create(options) };
  for (const { accessToken } of [other, stranger])
    expect(codes(await finishRegistration(world, accessToken, input))).toEqual(['PASSKEY_INVALID']);
  expect(codes(await finishRegistration(world, own.accessToken, input))).toEqual([]);
  const again = { ceremony, credential: new Authenticator().create(options) };
  expect(codes(await finishRegistration(world, own.accessToken, again))).toEqual(['PASSKEY_INVALID']);
});

test('rejects a passkey that another account has', async () => {
  const { authenticator } = await prepare();
  const { accessToken } = await world.openSession();
  const line = world.log.length;
  expect(codes(await addPasskey(world, accessToken, authenticator))).toEqual(['PASSKEY_INVALID']);
  expect(reasonsSince(line)).toEqual(['taken']);
});

test('rejects forged, damaged and expired challenges', async () => {
  const { authenticator } = await prepare();
  const { ceremony, options } = (await startLogin(world)).data.startPasskeyLogin;
  const bytes = Buffer.from(ceremony, 'base64url');
  const later = Buffer.from(bytes);
  later.writeUIntBE(later.readUIntBE(1, 6) + 60, 1, 6);
  const forged = [later, Buffer.alloc(bytes.length), bytes.subarray(1), Buffer.from([])];
  for (const challenge of [...forged.map((each) => each.toString('base64url')), `${ceremony}=`]) {
    const credential = authenticator.get({ ...options, challenge });
    expect(codes(await finishLogin(world, { ceremony: challenge, credential }))).toEqual(['PASSKEY_INVALID']);
  }
});

test('an unknown passkey has its own code, and a disabled account does not', async () => {
  const { person, authenticator } = await prepare();
  const stranger = new Authenticator();
  const { errors } = await logInWith(world, stranger, { userHandle: 'AAAA' });
  expect(errors?.[0]?.extensions).toEqual({ code: 'PASSKEY_UNKNOWN', credentialId: stranger.id });
  await world.sql('update users set is_active = false where id = $1', [person.id]);
  const line = world.log.length;
  expect(codes(await logInWith(world, authenticator))).toEqual(['PASSKEY_INVALID']);
  expect(reasonsSince(line)).toEqual(['disabled']);
});

test('a removed passkey is unknown, and a login that was in progress fails', async () => {
  const { authenticator, accessToken } = await prepare();
  const input = await assertionOf(world, authenticator);
  const fresh = (await logInWith(world, authenticator)).data.finishPasskeyLogin.tokens.accessToken;
  expect(codes(await removePasskey(world, fresh, authenticator.id))).toEqual([]);
  expect(codes(await finishLogin(world, input))).toEqual(['PASSKEY_UNKNOWN']);
  expect((await world.me(accessToken)).data.me).toBeNull();
});

describe('counters', () => {
  const regressed = (line: number) =>
    world.log.slice(line).filter((text) => text.includes('"passkey.counter-regressed"')).length;

  test('a passkey of one device whose counter does not grow is refused, and its owner gets one mail', async () => {
    const { person, authenticator } = await prepare(new Authenticator({ counts: true }));
    const line = world.log.length;
    expect(codes(await logInWith(world, authenticator, { counter: 5 }))).toEqual([]);
    for (const counter of [5, 4, 0])
      expect(codes(await logInWith(world, authenticator, { counter }))).toEqual(['PASSKEY_INVALID']);
    expect(regressed(line)).toBe(3);
    const mails = (await mailsTo(world, person.email)).filter(({ kind }) => kind === 'passkey-copied');
    expect(mails).toHaveLength(1);
    expect(codes(await logInWith(world, authenticator, { counter: 6 }))).toEqual([]);
    const [row] = await world.sql('select counter from passkeys where credential_id = $1', [
      authenticator.credentialId,
    ]);
    expect(row).toEqual({ counter: '6' });
  });

  test('a synced passkey may have any counter, and the service keeps the largest', async () => {
    const { authenticator } = await prepare(new Authenticator({ isMultiDevice: true, isBackedUp: true }));
    const line = world.log.length;
    for (const counter of [7, 7, 3, 0])
      expect(codes(await logInWith(world, authenticator, { counter }))).toEqual([]);
    expect(regressed(line)).toBe(0);
    const [row] = await world.sql('select counter, is_backed_up from passkeys where credential_id = $1', [
      authenticator.credentialId,
    ]);
    expect(row).toEqual({ counter: '7', is_backed_up: true });
  });

  test('an authenticator that does not count logs in again and again', async () => {
    const { authenticator } = await prepare();
    for (const _ of [1, 2, 3]) expect(codes(await logInWith(world, authenticator))).toEqual([]);
  });
});

test('limits how often clients with one IP address start a login', async () => {
  const limited = await World.start({
    env: { PASSKEY_CEREMONIES_PER_ADDRESS: '3/1h', TRUST_PROXY: '1' },
  });
  const here = from('192.0.2.1');
  for (const _ of [1, 2, 3]) expect(codes(await startLogin(limited, here))).toEqual([]);
  expect(codes(await startLogin(limited, here))).toEqual(['RATE_LIMITED']);
  const { ceremony, options } = (await startLogin(limited, from('198.51.100.1'))).data.startPasskeyLogin;
  const unknown = { ceremony, credential: new Authenticator().get(options, { userHandle: 'AAAA' }) };
  for (const _ of [1, 2, 3])
    expect(codes(await finishLogin(limited, unknown, here))).toEqual(['PASSKEY_UNKNOWN']);
  expect(codes(await finishLogin(limited, unknown, here))).toEqual(['RATE_LIMITED']);
  await limited.stop();
});
