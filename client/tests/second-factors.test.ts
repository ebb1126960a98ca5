import { until } from '../../tests/support/left-behind.ts';
import { ageSession } from '../../tests/support/time.ts';
import { codeOf, passTime, wrongCodeOf } from '../../tests/support/totp.ts';
import { World } from '../../tests/support/world.ts';
import {
  type AuthClient,
  type ConfirmationNeed,
  confirmTotp,
  createAuthClient,
  createLoginFlow,
  newRecoveryCodes,
  removeTotp,
  startTotp,
} from '../src/index.ts';

/** A client of the real service. */
const world = await World.start();
afterAll(() => world.stop());

const closing: (() => void)[] = [];
beforeEach(() => {
  Object.assign(globalThis, { document: {} });
});
afterEach(() => {
  for (const close of closing.splice(0)) close();
  Reflect.deleteProperty(globalThis, 'document');
});

function openTab(onConfirmationNeeded?: (need: ConfirmationNeed) => unknown) {
  const auth = createAuthClient({
    uri: world.url,
    ...(onConfirmationNeeded && { onConfirmationNeeded }),
  });
  const reasons: string[] = [];
  auth.onChange((_user, reason) => reasons.push(reason));
  closing.push(() => auth.close());
  return { auth, reasons };
}

/** Two tabs of one user. */
async function openTabs(onConfirmationNeeded?: (need: ConfirmationNeed) => unknown) {
  const person = await world.addPerson();
  const [one, other] = [openTab(onConfirmationNeeded), openTab()];
  await other.auth.restore();
  await one.auth.login({ username: person.username, password: person.password });
  await until('the login in the other tab', () => other.auth.currentUser !== null);
  one.reasons.splice(0);
  other.reasons.splice(0);
  return { person, one, other };
}

/** Sets up an authenticator. @returns its secret and the recovery codes. */
async function setUp(auth: AuthClient, person: { id: string }) {
  const { secret } = await startTotp(auth);
  const recoveryCodes = await confirmTotp(auth, codeOf(secret));
  for (const recoveryCode of recoveryCodes) world.watch({ recoveryCode });
  await passTime(world, person);
  return { secret, recoveryCodes };
}

const isAlive = async (auth: AuthClient) => !(await world.me((await auth.accessToken()) ?? '')).errors;

test('an authenticator that is set up keeps all tabs logged in, with a new session, and asks at the next login', async () => {
  const { person, one, other } = await openTabs();
  const before = await other.auth.accessToken();
  const { secret, otpauthUri, expiresIn } = await startTotp(one.auth);
  expect([otpauthUri.startsWith('otpauth://totp/'), expiresIn]).toEqual([true, 600]);
  await expect(confirmTotp(one.auth, wrongCodeOf(secret))).rejects.toMatchObject({
    code: 'SECOND_FACTOR_INVALID',
  });
  expect([await isAlive(one.auth), one.reasons]).toEqual([true, []]);
  const recoveryCodes = await confirmTotp(one.auth, codeOf(secret));
  expect(recoveryCodes).toHaveLength(10);
  await until('the new session in the other tab', async () => (await other.auth.accessToken()) !== before);
  expect([await isAlive(one.auth), await isAlive(other.auth)]).toEqual([true, true]);
  expect([one.reasons, other.reasons]).toEqual([['login'], ['login']]);

  await passTime(world, person);
  const flow = createLoginFlow(openTab().auth);
  expect(await flow.start(person.username, person.password)).toMatchObject({
    asks: 'SECOND_FACTOR',
    methods: expect.arrayContaining(['TOTP', 'RECOVERY_CODE']),
  });
  expect((await flow.proveTotp(wrongCodeOf(secret))).problem?.code).toBe('SECOND_FACTOR_INVALID');
  expect((await flow.proveTotp(codeOf(secret))).status).toBe('done');
});

test('a code works once, and the flow lets the user try the next one', async () => {
  const { person, one } = await openTabs();
  const { secret } = await setUp(one.auth, person);
  const [first, second] = [createLoginFlow(openTab().auth), createLoginFlow(openTab().auth)];
  await first.start(person.username, person.password);
  await second.start(person.username, person.password);
  const code = codeOf(secret);
  expect((await first.proveTotp(code)).status).toBe('done');
  expect(await second.proveTotp(code)).toMatchObject({
    status: 'asking',
    problem: { code: 'SECOND_FACTOR_INVALID' },
  });
  expect((await second.proveTotp(codeOf(secret, 1))).status).toBe('done');
});

test('a set-up after a while asks for a confirmation first, and then goes on', async () => {
  const needs: ConfirmationNeed[] = [];
  const { person, one } = await openTabs(async (need) => {
    needs.push(need);
    const { challenge } = await one.auth.startConfirmation();
    await one.auth.confirmIdentity({ challenge, password: person.password });
  });
  await ageSession(world, (await one.auth.accessToken()) ?? '');
  expect((await startTotp(one.auth)).expiresIn).toBe(600);
  expect(needs).toMatchObject([{ methods: ['PASSWORD'] }]);
});

test('new recovery codes need the second factor, and the old codes stop working', async () => {
  const { person, one, other } = await openTabs(async (need) => {
    expect([...need.methods].sort()).toEqual(['RECOVERY_CODE', 'TOTP']);
    const { challenge, methods } = await one.auth.startConfirmation();
    expect([...methods].sort()).toEqual(['RECOVERY_CODE', 'TOTP']);
    const wrong = one.auth.confirmIdentity({ challenge, totp: wrongCodeOf(secret) });
    await expect(wrong).rejects.toMatchObject({ code: 'SECOND_FACTOR_INVALID' });
    await one.auth.confirmIdentity({ challenge, totp: codeOf(secret) });
  });
  const { secret, recoveryCodes } = await setUp(one.auth, person);
  await ageSession(world, (await one.auth.accessToken()) ?? '');
  const fresh = await newRecoveryCodes(one.auth);
  for (const recoveryCode of fresh) world.watch({ recoveryCode });
  expect([fresh.length, fresh.some((code) => recoveryCodes.includes(code))]).toEqual([10, false]);
  await ageSession(world, (await one.auth.accessToken()) ?? '');
  const { challenge } = await other.auth.startConfirmation();
  const [old = '', current = ''] = [recoveryCodes[0], fresh[0]];
  await expect(other.auth.confirmIdentity({ challenge, recoveryCode: old })).rejects.toMatchObject({
    code: 'SECOND_FACTOR_INVALID',
  });
  const confirmed = await other.auth.confirmIdentity({ challenge, recoveryCode: current });
  expect(confirmed.username).toBe(person.username);
});

test('a removal needs the second factor, and keeps all tabs logged in, with a new session', async () => {
  const { person, one, other } = await openTabs(async () => {
    const { challenge } = await one.auth.startConfirmation();
    await one.auth.confirmIdentity({ challenge, totp: codeOf(secret) });
  });
  const { secret } = await setUp(one.auth, person);
  await until('the new session in the other tab', () => other.reasons.length === 1);
  await ageSession(world, (await one.auth.accessToken()) ?? '');
  const before = await other.auth.accessToken();
  expect((await removeTotp(one.auth)).username).toBe(person.username);
  await until('the next session in the other tab', async () => (await other.auth.accessToken()) !== before);
  await until('the end of the old session', async () => (await world.me(before ?? '')).errors);
  expect([await isAlive(one.auth), await isAlive(other.auth)]).toEqual([true, true]);
  const flow = createLoginFlow(openTab().auth);
  expect((await flow.start(person.username, person.password)).status).toBe('done');
});

describe('with SECOND_FACTOR=required', () => {
  let strict: World;
  beforeAll(async () => {
    strict = await World.start({ env: { SECOND_FACTOR: 'required' } });
  });
  afterAll(() => strict.stop());

  test('the first login sets up an authenticator, and shows the recovery codes once', async () => {
    const person = await strict.addPerson();
    const auth = createAuthClient({ uri: strict.url, channel: null });
    const flow = createLoginFlow(auth);
    const seen: unknown[] = [];
    auth.onChange(() => seen.push(flow.getSnapshot()));
    const state = await flow.start(person.username, person.password);
    expect(state).toMatchObject({ status: 'asking', asks: 'ENROL', methods: ['TOTP'] });
    const { secret = '', otpauthUri = '' } = ('totpEnrolment' in state && state.totpEnrolment) || {};
    expect(otpauthUri).toContain(secret);
    expect((await flow.proveTotp(wrongCodeOf(secret))).problem?.code).toBe('SECOND_FACTOR_INVALID');
    expect(flow.getSnapshot()).toMatchObject({ status: 'asking', totpEnrolment: { secret } });
    const done = await flow.proveTotp(codeOf(secret));
    const codes = (done.status === 'done' && done.recoveryCodes) || [];
    for (const recoveryCode of codes) strict.watch({ recoveryCode });
    expect([codes.length, seen]).toEqual([10, [done]]);
    await passTime(strict, person);
    await flow.start(person.username, person.password);
    expect(await flow.proveTotp(codeOf(secret))).toMatchObject({ status: 'done', recoveryCodes: null });
  });
});

test('without a session there is nothing to set up', async () => {
  const { auth } = openTab();
  await expect(startTotp(auth)).rejects.toMatchObject({ code: 'SESSION_ENDED' });
});
