import { until } from '../../tests/support/left-behind.ts';
import { mailedTo } from '../../tests/support/mailed.ts';
import {
  type ScriptedAnswer,
  ScriptedServer,
  type SeenRequest,
} from '../../tests/support/scripted-server.ts';
import { addLostAuthenticator } from '../../tests/support/second-factors.ts';
import { World } from '../../tests/support/world.ts';
import { createAuthClient, createLoginFlow, type LoginState } from '../src/index.ts';

const user = { id: '1', username: 'alice', email: 'alice@example.com', isActive: true };
const claims = Buffer.from(JSON.stringify({ sid: 'one', iat: 1 })).toString('base64url');
const tokens = { accessToken: `head.${claims}.1`, refreshToken: 'r', expiresIn: 3600, user };
const question = {
  challenge: 'c1',
  asks: 'SECOND_FACTOR',
  methods: ['TOTP', 'PASSKEY'],
  expiresIn: 600,
  passkeyOptions: { challenge: 'abc' },
};

const asked = (next: object): ScriptedAnswer => ({ body: { data: { startLogin: { tokens: null, next } } } });
const loggedIn = (field: string, more = {}): ScriptedAnswer => ({
  body: { data: { [field]: { tokens, next: null, recoveryCodes: null, ...more } } },
});
const refused = (code: string, more = {}): ScriptedAnswer => ({
  body: { data: null, errors: [{ message: code, extensions: { code, ...more } }] },
});

/** What an app would show, without what a test does not care about. */
const shown = ({ status, identifier, isBusy, problem }: LoginState) => [
  status,
  identifier,
  isBusy,
  problem?.code ?? null,
];

describe('with a scripted service', () => {
  let server: ScriptedServer;
  let continued: (request: SeenRequest) => ScriptedAnswer;
  beforeEach(async () => {
    server = await ScriptedServer.start();
    continued = () => loggedIn('continueLogin');
    server.answer = (request) => (request.field === 'startLogin' ? asked(question) : continued(request));
  });
  afterEach(() => server.stop());

  function open() {
    const auth = createAuthClient({ uri: server.url, channel: null });
    const flow = createLoginFlow(auth);
    const states: LoginState[] = [];
    flow.subscribe(() => void states.push(flow.getSnapshot()));
    return { auth, flow, states };
  }

  async function openAsking() {
    const opened = open();
    await opened.flow.start('alice', 'secret');
    opened.states.splice(0);
    return opened;
  }

  test('is idle until it starts, and its snapshot changes only with its state', async () => {
    const { flow, states } = open();
    expect(flow.getSnapshot()).toBe(flow.getSnapshot());
    expect(shown(flow.getSnapshot())).toEqual(['idle', '', false, null]);
    expect(await flow.proveTotp('123456')).toBe(flow.getSnapshot());
    flow.cancel();
    expect([states, server.seen]).toEqual([[], []]);
    await flow.start('alice', 'secret');
    expect(states.map(shown)).toEqual([
      ['idle', 'alice', true, null],
      ['asking', 'alice', false, null],
    ]);
    expect(flow.getSnapshot()).toMatchObject({
      asks: 'SECOND_FACTOR',
      methods: ['TOTP', 'PASSKEY'],
      expiresIn: 600,
    });
    expect(JSON.stringify(flow.getSnapshot())).not.toContain('c1');
  });

  test('stops calling a listener that has unsubscribed, and survives one that throws', async () => {
    const { flow } = open();
    const thrown: unknown[] = [];
    const { setTimeout } = globalThis;
    const timer = jest
      .spyOn(globalThis, 'setTimeout')
      .mockImplementation(((run: () => void, wait?: number) =>
        wait === undefined ? thrown.push(run) : setTimeout(run, wait)) as typeof setTimeout);
    let calls = 0;
    const stop = flow.subscribe(() => {
      calls += 1;
      throw new Error('a bug in the app');
    });
    expect(shown(await flow.start('alice', 'secret'))).toEqual(['asking', 'alice', false, null]);
    timer.mockRestore();
    stop();
    await flow.proveTotp('123456');
    expect([calls, thrown.length]).toEqual([2, 2]);
  });

  test('sends one request for two calls at once', async () => {
    const { flow } = open();
    const both = await Promise.all([flow.start('alice', 'secret'), flow.start('bob', 'secret')]);
    expect(both.map(shown)).toEqual(Array(2).fill(['asking', 'alice', false, null]));
    const proofs = await Promise.all([flow.proveTotp('123456'), flow.proveTotp('123456'), flow.restore()]);
    expect(proofs.map(({ status }) => status)).toEqual(Array(3).fill('done'));
    expect([server.count('startLogin'), server.count('continueLogin')]).toEqual([1, 1]);
  });

  test.each([
    'SECOND_FACTOR_INVALID',
    'CODE_INVALID',
    'BAD_USER_INPUT',
    'TEMPORARILY_UNAVAILABLE',
  ])('keeps the challenge after %s', async (code) => {
    const { flow } = await openAsking();
    continued = () => refused(code);
    expect(shown(await flow.proveTotp('000000'))).toEqual(['asking', 'alice', false, code]);
    continued = () => loggedIn('continueLogin');
    expect((await flow.proveTotp('123456')).status).toBe('done');
    const sent = server.seen.filter(({ field }) => field === 'continueLogin');
    expect(sent.map(({ variables }) => variables.input)).toEqual([
      { challenge: 'c1', totp: '000000' },
      { challenge: 'c1', totp: '123456' },
    ]);
  });

  test.each([
    'RATE_LIMITED',
    'OVERLOADED',
    'TEMPORARILY_UNAVAILABLE',
  ])('%s keeps the challenge, says how long to wait, and the next try may log in', async (code) => {
    const { flow } = await openAsking();
    continued = () => refused(code, { retryAfterSeconds: 40 });
    expect(await flow.proveTotp('123456')).toMatchObject({
      status: 'asking',
      isBusy: false,
      problem: { code, retryAfter: 40 },
    });
    continued = () => loggedIn('continueLogin');
    expect((await flow.proveTotp('123456')).status).toBe('done');
    const sent = server.seen.filter(({ field }) => field === 'continueLogin');
    expect(sent.map(({ variables }) => variables.input)).toEqual([
      { challenge: 'c1', totp: '123456' },
      { challenge: 'c1', totp: '123456' },
    ]);
  });

  test('returns to the password when the challenge has ended, and keeps the identifier', async () => {
    const { auth, flow } = await openAsking();
    continued = () => refused('CHALLENGE_INVALID');
    expect(shown(await flow.proveTotp('123456'))).toEqual(['failed', 'alice', false, 'CHALLENGE_INVALID']);
    await flow.proveTotp('123456');
    expect([server.count('continueLogin'), auth.currentUser]).toEqual([1, null]);
    continued = () => loggedIn('continueLogin');
    await flow.start('alice', 'secret');
    expect((await flow.proveTotp('234567')).status).toBe('done');
  });

  test('a failed start names its reason, and the next start clears it', async () => {
    const { flow, states } = open();
    server.answer = () => refused('RATE_LIMITED', { retryAfterSeconds: 9 });
    expect(await flow.start('alice', 'secret')).toMatchObject({
      status: 'failed',
      identifier: 'alice',
      problem: { code: 'RATE_LIMITED', retryAfter: 9, error: { name: 'AuthError' } },
    });
    server.answer = () => loggedIn('startLogin');
    await flow.start('alice', 'secret');
    expect(states.slice(2).map(shown)).toEqual([
      ['idle', 'alice', true, null],
      ['done', 'alice', false, null],
    ]);
  });

  test('a lost response leaves the proof to be sent again, whether or not the service has received it', async () => {
    const { auth, flow } = await openAsking();
    continued = () => ({ cut: true });
    expect(shown(await flow.proveTotp('123456'))).toEqual(['asking', 'alice', false, 'UNREACHABLE']);
    expect(shown(await flow.proveTotp('123456'))).toEqual(['asking', 'alice', false, 'UNREACHABLE']);
    continued = () => refused('CHALLENGE_INVALID');
    expect(shown(await flow.proveTotp('123456'))).toEqual(['failed', 'alice', false, 'CHALLENGE_INVALID']);
    server.answer = () => ({ cut: true });
    expect(shown(await flow.start('alice', 'secret'))).toEqual(['failed', 'alice', false, 'UNREACHABLE']);
    server.answer = () => ({ status: 502, type: 'text/html', body: '<h1>Bad gateway</h1>' });
    expect(shown(await flow.start('alice', 'secret'))).toEqual(['failed', 'alice', false, 'UNREACHABLE']);
    server.answer = () => loggedIn('startLogin');
    await flow.start('alice', 'secret');
    expect(auth.currentUser).toEqual(user);
  });

  test('a response without a usable step fails the login', async () => {
    const { auth, flow } = await openAsking();
    continued = () => loggedIn('continueLogin', { tokens: null });
    expect(shown(await flow.proveTotp('123456'))).toEqual(['asking', 'alice', false, 'UNKNOWN']);
    continued = () => loggedIn('continueLogin', { tokens: { ...tokens, accessToken: 'x' } });
    expect((await flow.proveTotp('123456')).status).toBe('failed');
    expect(auth.currentUser).toBeNull();
  });

  test('a cancelled call is aborted, and its late response opens no session', async () => {
    let release: () => void = () => undefined;
    const after = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { auth, flow } = await openAsking();
    continued = () => ({ ...loggedIn('continueLogin'), after });
    const proved = flow.proveTotp('123456');
    await until('the request', () => server.count('continueLogin') === 1);
    flow.cancel();
    expect(shown(await proved)).toEqual(['idle', 'alice', false, null]);
    const again = flow.start('alice', 'secret');
    release();
    expect(shown(await again)).toEqual(['asking', 'alice', false, null]);
    expect(auth.currentUser).toBeNull();
  });

  test('recovery codes are in the state before the app hears that the user has changed', async () => {
    const { auth, flow, states } = await openAsking();
    const recoveryCodes = ['ABCD-EFGH-IJKL-MNOP'];
    continued = () => loggedIn('continueLogin', { recoveryCodes });
    const seen: unknown[] = [];
    auth.onChange(() => seen.push(flow.getSnapshot()));
    const state = await flow.proveTotp('123456');
    expect(state).toMatchObject({ status: 'done', user, recoveryCodes });
    expect([seen, states.at(-1)]).toEqual([[state], state]);
    expect((await auth.accessToken())?.length).toBeGreaterThan(0);
    flow.cancel();
    expect(JSON.stringify(flow.getSnapshot())).not.toContain('ABCD');
  });

  test('an app that leaves the login when the user changes may cancel at that moment', async () => {
    const { auth, flow } = await openAsking();
    auth.onChange(() => flow.cancel());
    expect(shown(await flow.proveTotp('123456'))).toEqual(['idle', 'alice', false, null]);
    expect(auth.currentUser).toEqual(user);
  });

  describe('with a passkey', () => {
    /** Stands for the browser's dialog. */
    function dialog() {
      const calls: { options: object; signal: AbortSignal; answer(credential: object): void }[] = [];
      const ask = (options: object, signal: AbortSignal) =>
        new Promise<object>((answer, reject) => {
          calls.push({ options, signal, answer });
          signal.addEventListener('abort', () => reject(new Error('aborted')));
        });
      return { calls, ask };
    }

    test('proves it with the options of the challenge', async () => {
      const { flow } = await openAsking();
      const { calls, ask } = dialog();
      const proved = flow.provePasskey(ask);
      expect([calls[0]?.options, flow.getSnapshot().isBusy]).toEqual([question.passkeyOptions, true]);
      calls[0]?.answer({ id: 'k' });
      expect((await proved).status).toBe('done');
      expect(server.seen.at(-1)?.variables.input).toEqual({ challenge: 'c1', passkey: { id: 'k' } });
    });

    test('a code takes the place of a dialog that is open, but not of a proof that has been sent', async () => {
      const { flow } = await openAsking();
      const { calls, ask } = dialog();
      const first = flow.provePasskey(ask);
      const second = flow.provePasskey(ask);
      expect(calls.map(({ signal }) => signal.aborted)).toEqual([true, false]);
      continued = () => refused('SECOND_FACTOR_INVALID');
      await flow.proveTotp('000000');
      expect(calls[1]?.signal.aborted).toBe(true);
      expect((await Promise.all([first, second])).map(({ status }) => status)).toEqual(['asking', 'asking']);
      expect(shown(flow.getSnapshot())).toEqual(['asking', 'alice', false, 'SECOND_FACTOR_INVALID']);
      const third = flow.provePasskey(ask);
      continued = () => loggedIn('continueLogin');
      calls[2]?.answer({ id: 'k' });
      await until('the request', () => server.count('continueLogin') === 2);
      expect((await Promise.all([third, flow.proveTotp('123456')])).map(({ status }) => status)).toEqual([
        'done',
        'done',
      ]);
      expect(server.count('continueLogin')).toBe(2);
    });

    test('cancelling closes the dialog', async () => {
      const { flow } = await openAsking();
      const { calls, ask } = dialog();
      const proved = flow.provePasskey(ask);
      flow.cancel();
      expect([calls[0]?.signal.aborted, shown(await proved)]).toEqual([true, ['idle', 'alice', false, null]]);
    });

    test("a closed dialog keeps the challenge, with the error's code", async () => {
      const { flow } = await openAsking();
      const closed = Object.assign(new Error('closed'), { code: 'CANCELLED' });
      expect(shown(await flow.provePasskey(() => Promise.reject(closed)))).toEqual([
        'asking',
        'alice',
        false,
        'CANCELLED',
      ]);
    });
  });

  test('continues a login that began by other means', async () => {
    const { flow } = open();
    const step = { user: null, next: question };
    expect(shown(await flow.open(async () => step))).toEqual(['asking', '', false, null]);
    const failed = await flow.open(() =>
      Promise.reject(Object.assign(new Error('closed'), { code: 'CANCELLED' })),
    );
    expect(shown(failed)).toEqual(['asking', '', false, 'CANCELLED']);
    flow.cancel();
    const late = flow.start('alice', 'secret');
    expect(shown(flow.follow(step))).toEqual(['asking', 'alice', false, null]);
    expect(shown(await late)).toEqual(['asking', 'alice', false, null]);
    expect(flow.follow({ user, next: null })).toMatchObject({ status: 'done', user, recoveryCodes: null });
  });

  test('wants a client that this package made', () => {
    const { auth } = open();
    expect(() => createLoginFlow({ ...auth })).not.toThrow();
    expect(() => createLoginFlow({} as typeof auth)).toThrow('createAuthClient');
  });
});

describe('with the real service', () => {
  let world: World;
  const closing: (() => void)[] = [];
  beforeAll(async () => {
    world = await World.start({ env: { EMAIL_VERIFICATION: 'required' } });
  });
  afterAll(() => world.stop());
  beforeEach(() => {
    Object.assign(globalThis, { document: {} });
  });
  afterEach(() => {
    for (const close of closing.splice(0)) close();
    Reflect.deleteProperty(globalThis, 'document');
  });

  function openTab() {
    const auth = createAuthClient({ uri: world.url });
    closing.push(() => auth.close());
    return { auth, flow: createLoginFlow(auth) };
  }

  /** An account with a verified email. */
  async function addVerified() {
    const person = await world.addPerson();
    await world.sql('update users set email_verified_at = now() where id = $1', [person.id]);
    return person;
  }

  test('a second factor is asked for once, and every tab is logged in', async () => {
    const person = await addVerified();
    const [code = ''] = await addLostAuthenticator(world, person);
    const [{ auth, flow }, other] = [openTab(), openTab()];
    await other.auth.restore();
    expect(shown(await flow.start(person.username, 'a wrong guess'))).toEqual([
      'failed',
      person.username,
      false,
      'INVALID_CREDENTIALS',
    ]);
    const state = await flow.start(person.email, person.password);
    expect(state).toMatchObject({ status: 'asking', asks: 'SECOND_FACTOR', expiresIn: 600 });
    expect('methods' in state && state.methods).toContain('RECOVERY_CODE');
    const wrong = await flow.proveRecoveryCode('AAAA-AAAA-AAAA-AAAA');
    expect(shown(wrong)).toEqual(['asking', person.email, false, 'SECOND_FACTOR_INVALID']);
    expect(await flow.proveRecoveryCode(code)).toMatchObject({ status: 'done', recoveryCodes: null });
    expect(auth.currentUser?.username).toBe(person.username);
    await until('the login in the other tab', () => other.auth.currentUser?.username === person.username);
  });

  test('five wrong codes end the challenge, and the sixth try asks for the password', async () => {
    const person = await addVerified();
    const [code = ''] = await addLostAuthenticator(world, person);
    const { flow } = openTab();
    await flow.start(person.username, person.password);
    for (let tries = 0; tries < 5; tries += 1)
      expect((await flow.proveRecoveryCode('AAAA-AAAA-AAAA-AAAA')).status).toBe('asking');
    expect(shown(await flow.proveRecoveryCode(code))).toEqual([
      'failed',
      person.username,
      false,
      'CHALLENGE_INVALID',
    ]);
    await flow.start(flow.getSnapshot().identifier, person.password);
    expect((await flow.proveRecoveryCode(code)).status).toBe('done');
  });

  test('one step may follow another', async () => {
    const person = await world.addPerson();
    const [code = ''] = await addLostAuthenticator(world, person);
    const { auth, flow } = openTab();
    await flow.start(person.username, person.password);
    expect(await flow.proveRecoveryCode(code)).toMatchObject({
      status: 'asking',
      asks: 'EMAIL_VERIFICATION',
    });
    expect(shown(await flow.proveEmailCode('BBBBBBBB'))).toEqual([
      'asking',
      person.username,
      false,
      'CODE_INVALID',
    ]);
    const mail = await mailedTo(world, person.email, 'verify-email');
    expect((await flow.proveEmailCode(mail.code)).status).toBe('done');
    expect(auth.currentUser?.username).toBe(person.username);
  });

  test('the owner may keep a closing account', async () => {
    const person = await addVerified();
    const { auth, flow } = openTab();
    await flow.start(person.username, person.password);
    await world.ask('mutation { deleteAccount { dueAt } }', {}, { token: (await auth.accessToken()) ?? '' });
    const { flow: later } = openTab();
    expect(await later.start(person.username, person.password)).toMatchObject({ asks: 'RESTORE_ACCOUNT' });
    expect((await later.restore()).status).toBe('done');
  });
});
