import { Authenticator, type KeyName } from '../support/authenticator.ts';
import { codes } from '../support/client.ts';
import { mailsTo } from '../support/mailed.ts';
import {
  addPasskey,
  finishRegistration,
  listPasskeys,
  logInWith,
  removePasskey,
  renamePasskey,
  startRegistration,
} from '../support/passkeys.ts';
import { addLostAuthenticator } from '../support/second-factors.ts';
import { ageSession } from '../support/time.ts';
import { World } from '../support/world.ts';

const world = await World.start();
afterAll(() => world.stop());

const bitwarden = 'd548826e-79b4-db40-a3d8-11116f7e8349';

test('the options require a discoverable credential and user verification, and offer three algorithms', async () => {
  const person = await world.addPerson();
  const { accessToken } = await world.openSession(person);
  const { data } = await startRegistration(world, accessToken);
  const { ceremony, options, expiresIn } = data.startPasskeyRegistration;
  expect(options).toMatchObject({
    challenge: ceremony,
    rp: { id: 'localhost', name: 'Auth' },
    user: { name: person.username, displayName: person.username },
    attestation: 'none',
    excludeCredentials: [],
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  });
  expect(options.pubKeyCredParams.map(({ alg }: { alg: number }) => alg)).toEqual([-7, -8, -257]);
  expect(Buffer.from(options.user.id, 'base64url')).toHaveLength(32);
  expect(expiresIn).toBe(300);
});

test('adds a passkey, mails the owner, and leaves other sessions open', async () => {
  const person = await world.addPerson();
  const other = await world.openSession(person);
  const { accessToken } = await world.openSession(person);
  const authenticator = new Authenticator({ aaguid: bitwarden, isMultiDevice: true, isBackedUp: true });
  const { data } = await addPasskey(world, accessToken, authenticator);
  const { passkey, acceptedCredentialIds, userHandle, tokens } = data.finishPasskeyRegistration;
  expect(passkey).toEqual({
    id: authenticator.id,
    name: 'Bitwarden',
    provider: 'Bitwarden',
    isSynced: true,
    createdAt: expect.any(String),
    lastUsedAt: null,
  });
  expect(acceptedCredentialIds).toEqual([authenticator.id]);
  expect(Buffer.from(userHandle, 'base64url')).toHaveLength(32);
  expect(tokens).toBeNull();
  expect((await world.me(other.accessToken)).data.me).not.toBeNull();
  const mails = await mailsTo(world, person.email);
  expect(mails.map(({ kind }) => kind)).toEqual(['passkey-added']);
  expect((await logInWith(world, authenticator)).data.finishPasskeyLogin.tokens).not.toBeNull();
  const listed = (await listPasskeys(world, accessToken)).data.me.passkeys;
  expect(listed).toEqual([{ ...passkey, lastUsedAt: expect.any(String) }]);
});

test.each([
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1',
    'Passkey on iPhone',
  ],
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Passkey on Windows'],
  ['', 'Passkey'],
])('an authenticator that does not say what it is gets a name from the user agent %s', async (userAgent, name) => {
  const { accessToken: token } = await world.openSession();
  const { ceremony, options } = (await startRegistration(world, token)).data.startPasskeyRegistration;
  const credential = new Authenticator().create(options);
  const query = `mutation ($input: FinishPasskeyRegistrationInput!) {
    finishPasskeyRegistration(input: $input) { passkey { name provider } }
  }`;
  const { data } = await world.ask(
    query,
    { input: { ceremony, credential } },
    { token, headers: { 'user-agent': userAgent } },
  );
  expect(data.finishPasskeyRegistration.passkey).toEqual({ name, provider: null });
});

test.each<KeyName>(['ES256', 'EdDSA', 'RS256'])('accepts %s keys', async (key) => {
  const { accessToken } = await world.openSession();
  const authenticator = new Authenticator({ key });
  expect(codes(await addPasskey(world, accessToken, authenticator))).toEqual([]);
  expect(codes(await logInWith(world, authenticator))).toEqual([]);
});

test('rejects an ML-DSA key, which not every Node.js can verify, and says which keys it accepts', async () => {
  const { accessToken } = await world.openSession();
  const publicKey = new Map<number, number | Uint8Array>([
    [1, 7],
    [3, -48],
    [-1, new Uint8Array(1_312)],
  ]);
  const { errors } = await addPasskey(world, accessToken, new Authenticator(), { variation: { publicKey } });
  expect(errors?.[0]?.extensions).toMatchObject({
    code: 'BAD_USER_INPUT',
    fields: [
      {
        path: ['input', 'credential'],
        reason: 'NOT_ACCEPTED',
        message: expect.stringContaining('ES256, EdDSA, RS256'),
      },
    ],
  });
});

test('an automatic registration needs neither presence nor verification, but a login with it does', async () => {
  const { accessToken } = await world.openSession();
  const started = await startRegistration(world, accessToken, { automatic: true });
  const { ceremony, options } = started.data.startPasskeyRegistration;
  expect(options.authenticatorSelection).toMatchObject({
    residentKey: 'required',
    userVerification: 'preferred',
  });
  const authenticator = new Authenticator();
  const silent = { userPresent: false, userVerified: false };
  const credential = authenticator.create(options, silent);
  expect(codes(await finishRegistration(world, accessToken, { ceremony, credential }))).toEqual([]);
  expect(codes(await logInWith(world, authenticator, silent))).toEqual(['PASSKEY_INVALID']);
  expect(codes(await logInWith(world, authenticator, { userVerified: false }))).toEqual(['PASSKEY_INVALID']);
  expect(codes(await logInWith(world, authenticator))).toEqual([]);
  expect(world.log.some((line) => line.includes('"passkey.added"') && line.includes('"automatic"'))).toBe(
    true,
  );
});

test('excludes the passkeys that the account has, and keeps its user handle', async () => {
  const { accessToken } = await world.openSession();
  const authenticator = new Authenticator();
  const before = (await startRegistration(world, accessToken)).data.startPasskeyRegistration.options;
  await addPasskey(world, accessToken, authenticator);
  const tokens = (await logInWith(world, authenticator)).data.finishPasskeyLogin.tokens;
  const { options } = (await startRegistration(world, tokens.accessToken)).data.startPasskeyRegistration;
  expect(options.excludeCredentials).toEqual([
    { id: authenticator.id, type: 'public-key', transports: ['hybrid', 'internal'] },
  ]);
  expect(options.user.id).toBe(before.user.id);
});

test('a session that has proved only the password cannot add to the passkeys of an account', async () => {
  const person = await world.addPerson();
  const { accessToken } = await world.openSession(person);
  await addPasskey(world, accessToken, new Authenticator());
  const { errors } = await startRegistration(world, accessToken);
  expect(errors?.[0]?.extensions).toMatchObject({ code: 'REAUTHENTICATION_REQUIRED', methods: ['PASSKEY'] });
});

test('a session that has not proved the second factor cannot add a passkey', async () => {
  const person = await world.addPerson();
  const { accessToken } = await world.openSession(person);
  await addLostAuthenticator(world, person);
  expect(codes(await startRegistration(world, accessToken))).toEqual(['REAUTHENTICATION_REQUIRED']);
});

test('needs a recent proof', async () => {
  const { accessToken } = await world.openSession();
  await ageSession(world, accessToken);
  expect(codes(await startRegistration(world, accessToken))).toEqual(['REAUTHENTICATION_REQUIRED']);
});

test('an account has at most 20 passkeys', async () => {
  const person = await world.addPerson();
  const { accessToken } = await world.openSession(person);
  const authenticator = new Authenticator();
  await addPasskey(world, accessToken, authenticator);
  const { accessToken: token } = (await logInWith(world, authenticator)).data.finishPasskeyLogin.tokens;
  const { ceremony, options } = (await startRegistration(world, token)).data.startPasskeyRegistration;
  await world.sql(
    `insert into passkeys (credential_id, user_id, public_key, algorithm, counter, transports, aaguid, is_multi_device,
       is_backed_up, rp_id, name)
     select int4send(i) || int4send($1), user_id, public_key, algorithm, 0, transports, aaguid, false, false, rp_id, name
     from passkeys, generate_series(1, 19) as i where user_id = $1`,
    [person.id],
  );
  const { errors } = await startRegistration(world, token);
  expect(errors?.[0]?.extensions).toEqual({ code: 'TOO_MANY_PASSKEYS', max: 20 });
  const credential = new Authenticator().create(options);
  expect(codes(await finishRegistration(world, token, { ceremony, credential }))).toEqual([
    'TOO_MANY_PASSKEYS',
  ]);
});

test('names a passkey, and renames only passkeys of the caller', async () => {
  const { accessToken } = await world.openSession();
  const authenticator = new Authenticator();
  const added = await addPasskey(world, accessToken, authenticator, { name: '  My phone ' });
  expect(added.data.finishPasskeyRegistration.passkey.name).toBe('My phone');
  const { id } = authenticator;
  expect((await renamePasskey(world, accessToken, { id, name: 'Old phone' })).data.renamePasskey).toEqual({
    id,
    name: 'Old phone',
  });
  for (const name of ['', ' ', 'x'.repeat(65), 'a\u0000b', 'a\nb', 'a\ud800'])
    expect(codes(await renamePasskey(world, accessToken, { id, name }))).toEqual(['BAD_USER_INPUT']);
  const stranger = await world.openSession();
  for (const other of [id, 'AAAA', '', '\u0000', 'x'.repeat(5_000)]) {
    const input = { id: other, name: 'x' };
    expect(codes(await renamePasskey(world, stranger.accessToken, input))).toEqual(['BAD_USER_INPUT']);
    const token = stranger.accessToken;
    expect(codes(await removePasskey(world, token, other))).toEqual(['BAD_USER_INPUT']);
  }
  expect((await listPasskeys(world, accessToken)).data.me.passkeys[0].name).toBe('Old phone');
  expect((await listPasskeys(world, stranger.accessToken)).data.me.passkeys).toEqual([]);
});

test('the export lists passkeys and the user handle, without keys', async () => {
  const { accessToken: token } = await world.openSession();
  const authenticator = new Authenticator({ aaguid: bitwarden });
  const { userHandle } = (await addPasskey(world, token, authenticator)).data.finishPasskeyRegistration;
  const { data } = await world.ask('{ myData { sections { name entries } } }', {}, { token });
  type Section = { name: string; entries: object[] };
  const section = (wanted: string) =>
    data.myData.sections.find(({ name }: Section) => name === wanted).entries;
  const { id: credentialId } = authenticator;
  const domain = 'localhost';
  expect(section('passkeys')).toEqual([
    expect.objectContaining({ credentialId, name: 'Bitwarden', aaguid: bitwarden, domain, signatures: 0 }),
  ]);
  expect(section('account')).toEqual([expect.objectContaining({ passkeyUserHandle: userHandle })]);
  expect(JSON.stringify(section('passkeys'))).not.toMatch(/publicKey|public_key/);
});
