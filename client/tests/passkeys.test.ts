import { Authenticator } from '../../tests/support/authenticator.ts';
import { until } from '../../tests/support/left-behind.ts';
import { ScriptedServer } from '../../tests/support/scripted-server.ts';
import { ageSession } from '../../tests/support/time.ts';
import {
  codeOf,
  confirmTotp as confirmAuthenticator,
  passTime,
  startTotp,
} from '../../tests/support/totp.ts';
import { World } from '../../tests/support/world.ts';
import {
  type AuthClient,
  type AuthOptions,
  type ConfirmationNeed,
  createAuthClient,
  createLoginFlow,
  type LoginStep,
} from '../src/index.ts';
import {
  autofill,
  confirmWithPasskey,
  logInWithPasskey,
  PasskeyError,
  proveWithPasskey,
  registerPasskey,
  removePasskey,
  supportsPasskeys,
  syncPasskeys,
  upgradeAfterLogin,
} from '../src/passkeys.ts';
import { FakeBrowser, type Prompt } from './fake-browser.ts';

/** The real service, with a browser and an authenticator in software. */
const world = await World.start();
afterAll(() => world.stop());

let browser: FakeBrowser;
const closing: (() => void)[] = [];
let unanswered = 0;
beforeEach(() => {
  browser = new FakeBrowser();
  browser.install();
});
afterEach(async () => {
  for (const close of closing.splice(0)) close();
  // What a test has left behind, such as signals to the browser, ends before the next one starts.
  await until('no prompt', () => browser.pending.length === 0);
  await until('no request', () => unanswered === 0);
  await new Promise((resolve) => setTimeout(resolve, 20));
  browser.uninstall();
});

/** The fields of the service that a tab has asked for, with the authorization. */
interface Sent {
  field: string;
  isAuthorized: boolean;
}

function openTab(options: Partial<AuthOptions> = {}) {
  const sent: Sent[] = [];
  const auth = createAuthClient({
    uri: world.url,
    fetch: (input, init) => {
      const [, field = ''] = /\{\s*(\w+)/.exec(JSON.parse(String(init?.body)).query) ?? [];
      sent.push({ field, isAuthorized: new Headers(init?.headers).has('authorization') });
      unanswered += 1;
      return fetch(input, init).finally(() => {
        unanswered -= 1;
      });
    },
    ...options,
  });
  closing.push(() => auth.close());
  const count = (field: string) => sent.filter((each) => each.field === field).length;
  return { auth, sent, count };
}

const answerWith = (authenticator: Authenticator) => (prompt: Prompt) =>
  prompt.answer(authenticator[prompt.kind](prompt.publicKey as never));

const tokenOf = async (auth: AuthClient) => (await auth.accessToken()) ?? '';

/** A user with a passkey, logged in with a password. */
async function openRegistered(options: Partial<AuthOptions> = {}) {
  const person = await world.addPerson();
  const tab = openTab(options);
  await tab.auth.login({ username: person.username, password: person.password });
  const authenticator = new Authenticator();
  browser.automatic = answerWith(authenticator);
  const passkey = await registerPasskey(tab.auth, { name: 'My laptop' });
  await until('the signals', () => browser.signals.length === 2);
  browser.automatic = undefined;
  browser.signals.splice(0);
  browser.prompts.splice(0);
  tab.sent.splice(0);
  return { ...tab, person, authenticator, passkey };
}

describe('a registration', () => {
  test('adds a passkey with a name, and tells the browser about it', async () => {
    const person = await world.addPerson();
    const { auth, sent } = openTab();
    await auth.login({ username: person.username, password: person.password });
    const before = await tokenOf(auth);
    const authenticator = new Authenticator();
    browser.automatic = answerWith(authenticator);
    const passkey = await registerPasskey(auth, { name: 'My laptop' });
    expect(passkey).toMatchObject({ id: authenticator.id, name: 'My laptop', isSynced: false });
    await until('the signals', () => browser.signals.length === 2);
    expect(browser.signals).toMatchObject([
      { signal: 'accepted', rpId: 'localhost', allAcceptedCredentialIds: [authenticator.id] },
      { signal: 'details', rpId: 'localhost', displayName: person.username },
    ]);
    expect(sent.slice(1).every(({ isAuthorized }) => isAuthorized)).toBe(true);
    expect(await tokenOf(auth)).toBe(before);
  });

  test('asks for a confirmation first, which may use a passkey too', async () => {
    const needs: ConfirmationNeed[] = [];
    const { auth, authenticator } = await openRegistered({
      onConfirmationNeeded: async (need) => {
        needs.push(need);
        await confirmWithPasskey(auth, await auth.startConfirmation());
      },
    });
    await ageSession(world, await tokenOf(auth));
    const another = new Authenticator();
    browser.automatic = (prompt) => answerWith(prompt.kind === 'get' ? authenticator : another)(prompt);
    expect((await registerPasskey(auth)).id).toBe(another.id);
    expect(needs).toMatchObject([{ methods: ['PASSKEY'] }]);
    expect(browser.prompts.map(({ kind }) => kind)).toEqual(['get', 'create']);
  });

  test('fails without a session, before any dialog', async () => {
    await expect(registerPasskey(openTab().auth)).rejects.toMatchObject({ code: 'SESSION_ENDED' });
    expect(browser.prompts).toEqual([]);
  });
});

describe('a login with a passkey', () => {
  test('sends no access token, logs in all tabs, and tells the browser which passkeys are left', async () => {
    const { auth: first, person, authenticator } = await openRegistered();
    await first.logout();
    const [{ auth, sent }, other] = [openTab(), openTab()];
    await other.auth.restore();
    browser.automatic = answerWith(authenticator);
    const { user } = await logInWithPasskey(auth);
    expect([user?.username, auth.currentUser]).toEqual([person.username, user]);
    expect(sent.slice(0, 2)).toEqual([
      { field: 'startPasskeyLogin', isAuthorized: false },
      { field: 'finishPasskeyLogin', isAuthorized: false },
    ]);
    await until('the login in the other tab', () => other.auth.currentUser !== null);
    await until('the signals', () => browser.signals.length === 2);
    expect(browser.signals[0]).toMatchObject({ allAcceptedCredentialIds: [authenticator.id] });
  });

  test('in a login flow, it may lead to another step', async () => {
    const { auth: first, person, authenticator } = await openRegistered();
    await world.ask('mutation { deleteAccount { dueAt } }', {}, { token: await tokenOf(first) });
    const { auth } = openTab({ channel: null });
    const flow = createLoginFlow(auth);
    browser.automatic = answerWith(authenticator);
    const asked = await flow.open((signal) => logInWithPasskey(auth, { signal }));
    expect(asked).toMatchObject({ status: 'asking', asks: 'RESTORE_ACCOUNT' });
    expect(await flow.restore()).toMatchObject({ status: 'done', user: { username: person.username } });
  });

  test('makes the browser forget a passkey that no account has, and only that one', async () => {
    const { auth, authenticator } = await openRegistered();
    browser.automatic = answerWith(new Authenticator());
    await expect(logInWithPasskey(auth)).rejects.toMatchObject({ code: 'PASSKEY_UNKNOWN' });
    expect(browser.signals).toMatchObject([{ signal: 'unknown', rpId: 'localhost' }]);
    browser.signals.splice(0);
    browser.automatic = (prompt) =>
      prompt.answer(authenticator.get(prompt.publicKey as never, { userVerified: false }));
    await expect(logInWithPasskey(auth)).rejects.toMatchObject({ code: 'PASSKEY_INVALID' });
    expect(browser.signals).toEqual([]);
  });

  test('ends when the app aborts it, and a late response opens no session', async () => {
    const { auth: first, authenticator } = await openRegistered();
    await first.logout();
    const { auth, count } = openTab({ channel: null });
    const closed = new AbortController();
    const login = logInWithPasskey(auth, { signal: closed.signal });
    await until('the dialog', () => browser.pending.length === 1);
    closed.abort();
    await expect(login).rejects.toMatchObject({ name: 'PasskeyError', code: 'PASSKEY_CANCELLED' });
    expect([browser.pending, count('finishPasskeyLogin')]).toEqual([[], 0]);

    const late = new AbortController();
    browser.automatic = (prompt) => {
      answerWith(authenticator)(prompt);
      setTimeout(() => late.abort());
    };
    await expect(logInWithPasskey(auth, { signal: late.signal })).rejects.toBeInstanceOf(PasskeyError);
    expect(auth.currentUser).toBeNull();
  });

  test('says that the browser has no passkeys', async () => {
    expect(supportsPasskeys()).toBe(true);
    Reflect.deleteProperty(globalThis, 'PublicKeyCredential');
    expect(supportsPasskeys()).toBe(false);
    const { auth, sent } = openTab();
    await expect(logInWithPasskey(auth)).rejects.toMatchObject({ code: 'PASSKEY_NOT_SUPPORTED' });
    expect(sent).toEqual([]);
  });
});

test.each([
  ['NotAllowedError', 'PASSKEY_CANCELLED'],
  ['AbortError', 'PASSKEY_CANCELLED'],
  ['InvalidStateError', 'PASSKEY_ALREADY_REGISTERED'],
  ['SecurityError', 'PASSKEY_WRONG_ORIGIN'],
  ['NotSupportedError', 'PASSKEY_NOT_SUPPORTED'],
  ['ConstraintError', 'PASSKEY_NOT_SUPPORTED'],
  ['UnknownError', 'PASSKEY_FAILED'],
  ['TypeError', 'PASSKEY_FAILED'],
])('reports a %s of a registration as %s', async (name, code) => {
  const person = await world.addPerson();
  const { auth } = openTab();
  await auth.login({ username: person.username, password: person.password });
  browser.automatic = (prompt) => prompt.fail(name);
  await expect(registerPasskey(auth)).rejects.toMatchObject({ name: 'PasskeyError', code });
});

test('reports a dialog without an answer as PASSKEY_TIMEOUT', async () => {
  const server = await ScriptedServer.start();
  const options = { challenge: 'abc', rpId: 'localhost', timeout: 50 };
  server.answer = () => ({
    body: { data: { startPasskeyLogin: { ceremony: 'c', options, expiresIn: 300 } } },
  });
  const auth = createAuthClient({ uri: server.url, channel: null });
  browser.automatic = (prompt) => void setTimeout(() => prompt.fail('NotAllowedError'), 60);
  await expect(logInWithPasskey(auth)).rejects.toMatchObject({ code: 'PASSKEY_TIMEOUT' });
  await server.stop();
});

describe('the autofill', () => {
  function offer(auth: AuthClient) {
    const steps: LoginStep[] = [];
    const problems: unknown[] = [];
    const stop = autofill(auth, {
      onStep: (step) => void steps.push(step),
      onProblem: (problem) => void problems.push(problem),
    });
    closing.push(stop);
    return { steps, problems, stop };
  }

  const offered = () => until('the autofill', () => browser.pending[0]?.mediation === 'conditional');

  test('logs in with the passkey that the user chooses', async () => {
    const { auth: first, person, authenticator } = await openRegistered();
    await first.logout();
    const { auth, count } = openTab({ channel: null });
    const { steps } = offer(auth);
    await offered();
    answerWith(authenticator)(browser.pending[0] as Prompt);
    await until('the login', () => steps.length === 1);
    expect(steps[0]?.user?.username).toBe(person.username);
    expect([count('startPasskeyLogin'), browser.prompts.length]).toEqual([1, 1]);
  });

  test('gives way to a dialog, and returns when the user has closed the dialog', async () => {
    const { auth: first, authenticator } = await openRegistered();
    await first.logout();
    const { auth } = openTab({ channel: null });
    const { steps, problems } = offer(auth);
    await offered();
    for (let times = 0; times < 3; times += 1) {
      const login = logInWithPasskey(auth);
      await until('the dialog', () => browser.pending.some(({ mediation }) => mediation === undefined));
      browser.pending[0]?.fail('NotAllowedError');
      await expect(login).rejects.toMatchObject({ code: 'PASSKEY_CANCELLED' });
      await offered();
    }
    const challenges = browser.prompts.map(({ publicKey }) => publicKey.challenge);
    expect(new Set(challenges).size).toBe(7);
    answerWith(authenticator)(browser.pending[0] as Prompt);
    await until('the login', () => steps.length === 1);
    expect(problems).toEqual([]);
  });

  test('does not disturb a dialog that opens while the autofill is starting', async () => {
    const { auth: first, authenticator } = await openRegistered();
    await first.logout();
    const { auth } = openTab({ channel: null });
    browser.automatic = (prompt) => {
      if (prompt.mediation === undefined) setTimeout(() => answerWith(authenticator)(prompt), 100);
    };
    const { stop } = offer(auth);
    const step = await logInWithPasskey(auth);
    stop();
    expect(step.user).toEqual(auth.currentUser);
  });

  test('reports a passkey that the service rejects, and goes on', async () => {
    const { auth: first, authenticator } = await openRegistered();
    await first.logout();
    const { auth } = openTab({ channel: null });
    const { steps, problems } = offer(auth);
    await offered();
    answerWith(new Authenticator())(browser.pending[0] as Prompt);
    await until('the problem', () => problems.length === 1);
    expect(problems).toMatchObject([{ code: 'PASSKEY_UNKNOWN' }]);
    expect(browser.signals).toMatchObject([{ signal: 'unknown' }]);
    await offered();
    answerWith(authenticator)(browser.pending[0] as Prompt);
    await until('the login', () => steps.length === 1);
  });

  test('stops with the form, and sends nothing later', async () => {
    const { auth, count } = openTab({ channel: null });
    const { stop } = offer(auth);
    await offered();
    stop();
    await until('the end', () => browser.pending.length === 0);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect([count('startPasskeyLogin'), browser.prompts.length]).toEqual([1, 1]);
  });

  test.each<[string, (browser: FakeBrowser) => void, number]>([
    ['the browser has none', (each) => Object.assign(each, { hasAutofill: false }), 0],
    ['the page has no input for it', (each) => Object.assign(each, { hasInput: false }), 1],
    [
      'the browser fails at once',
      (each) => Object.assign(each, { automatic: (prompt: Prompt) => prompt.fail('NotAllowedError') }),
      1,
    ],
    ['the browser has no passkeys', () => Reflect.deleteProperty(globalThis, 'PublicKeyCredential'), 0],
  ])('gives up quietly if %s', async (_name, prepare, requests) => {
    prepare(browser);
    const { auth, count } = openTab({ channel: null });
    const { problems } = offer(auth);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect([count('startPasskeyLogin'), problems]).toEqual([requests, []]);
  });

  test('gives up quietly if the service is unreachable', async () => {
    const server = await ScriptedServer.start();
    server.answer = () => ({ cut: true });
    const { problems } = offer(createAuthClient({ uri: server.url, channel: null }));
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect([server.count('startPasskeyLogin'), problems]).toEqual([1, []]);
    await server.stop();
  });

  test('gets a new challenge before the old one expires, while the user can see the page', async () => {
    const server = await ScriptedServer.start();
    const options = { challenge: 'abc', rpId: 'localhost' };
    server.answer = () => ({
      body: { data: { startPasskeyLogin: { ceremony: 'c', options, expiresIn: 1.5 } } },
    });
    const { stop } = offer(createAuthClient({ uri: server.url, channel: null }));
    await until('the second challenge', () => browser.prompts.length === 2);
    browser.isHidden = true;
    await until('the end of the second challenge', () => browser.pending.length === 0);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(server.count('startPasskeyLogin')).toBe(2);
    browser.show(true);
    await until('the third challenge', () => browser.pending.length === 1);
    stop();
    await server.stop();
  });
});

describe('the upgrade after a login with a password', () => {
  async function openLoggedIn(options: Partial<AuthOptions> = {}) {
    const person = await world.addPerson();
    const tab = openTab(options);
    await tab.auth.login({ username: person.username, password: person.password });
    return { ...tab, person };
  }

  test('adds a passkey without a dialog', async () => {
    const { auth } = await openLoggedIn();
    const authenticator = new Authenticator();
    browser.automatic = (prompt) =>
      prompt.answer(
        authenticator.create(prompt.publicKey as never, { userPresent: false, userVerified: false }),
      );
    expect((await upgradeAfterLogin(auth))?.id).toBe(authenticator.id);
    expect(browser.prompts).toMatchObject([{ kind: 'create', mediation: 'conditional' }]);
  });

  test('gives up after three seconds without a password manager, and blocks no later dialog', async () => {
    const { auth } = await openLoggedIn();
    const startedAt = Date.now();
    expect(await upgradeAfterLogin(auth)).toBeNull();
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(2_900);
    expect(browser.pending).toEqual([]);
    browser.automatic = answerWith(new Authenticator());
    expect((await registerPasskey(auth)).name).not.toBe('');
  });

  test('gives way to a dialog that the user opens', async () => {
    const { auth } = await openLoggedIn();
    const upgraded = upgradeAfterLogin(auth);
    await until('the upgrade', () => browser.pending.length === 1);
    browser.automatic = answerWith(new Authenticator());
    expect((await registerPasskey(auth)).name).not.toBe('');
    expect(await upgraded).toBeNull();
  });

  test('asks nothing of browsers without it', async () => {
    browser.capabilities = { conditionalCreate: false };
    const { auth, count } = await openLoggedIn();
    expect(await upgradeAfterLogin(auth)).toBeNull();
    Reflect.deleteProperty(globalThis, 'PublicKeyCredential');
    expect(await upgradeAfterLogin(auth)).toBeNull();
    expect(count('startPasskeyRegistration')).toBe(0);
  });

  test('never opens a dialog for a confirmation', async () => {
    const onConfirmationNeeded = jest.fn();
    const { auth } = await openLoggedIn({ onConfirmationNeeded });
    await ageSession(world, await tokenOf(auth));
    expect(await upgradeAfterLogin(auth)).toBeNull();
    expect([onConfirmationNeeded.mock.calls, browser.prompts]).toEqual([[], []]);
  });

  test('leaves the passkey alone that the password manager already has', async () => {
    const { auth } = await openLoggedIn();
    browser.automatic = (prompt) => prompt.fail('InvalidStateError');
    expect(await upgradeAfterLogin(auth)).toBeNull();
  });
});

describe('a passkey as a second factor', () => {
  /** A user with an authenticator app and a passkey. */
  async function openBoth() {
    const opened = await openRegistered();
    const { person, authenticator } = opened;
    browser.automatic = answerWith(authenticator);
    await confirmWithPasskey(opened.auth, await opened.auth.startConfirmation());
    const token = await tokenOf(opened.auth);
    const { secret } = (await startTotp(world, token)).data.startTotp;
    const { data } = await confirmAuthenticator(world, codeOf(secret), token);
    for (const recoveryCode of data.confirmTotp.recoveryCodes) world.watch({ recoveryCode });
    await passTime(world, person);
    browser.automatic = undefined;
    browser.signals.splice(0);
    return { person, authenticator, secret };
  }

  test('completes a login with a password', async () => {
    const { person, authenticator } = await openBoth();
    const { auth } = openTab({ channel: null });
    const flow = createLoginFlow(auth);
    const state = await flow.start(person.username, person.password);
    expect('methods' in state && state.methods).toContain('PASSKEY');
    browser.automatic = answerWith(authenticator);
    expect((await proveWithPasskey(flow)).status).toBe('done');
    expect(auth.currentUser?.username).toBe(person.username);
  });

  test('may be cancelled in favour of a code', async () => {
    const { person, secret } = await openBoth();
    const flow = createLoginFlow(openTab({ channel: null }).auth);
    await flow.start(person.username, person.password);
    const proved = proveWithPasskey(flow);
    await until('the dialog', () => browser.pending.length === 1);
    expect((await flow.proveTotp(codeOf(secret))).status).toBe('done');
    await proved;
    expect(browser.pending).toEqual([]);
  });

  test('keeps the challenge if the dialog is closed, or the passkey is not the right one', async () => {
    const { person, authenticator } = await openBoth();
    const flow = createLoginFlow(openTab({ channel: null }).auth);
    await flow.start(person.username, person.password);
    browser.automatic = (prompt) => prompt.fail('NotAllowedError');
    expect(await proveWithPasskey(flow)).toMatchObject({
      status: 'asking',
      problem: { code: 'PASSKEY_CANCELLED' },
    });
    browser.automatic = answerWith(new Authenticator());
    const { problem } = await proveWithPasskey(flow);
    expect(problem?.code).toMatch(/^PASSKEY_(UNKNOWN|INVALID)$/);
    expect(browser.signals.length).toBe(problem?.code === 'PASSKEY_UNKNOWN' ? 1 : 0);
    browser.automatic = answerWith(authenticator);
    expect((await proveWithPasskey(flow)).status).toBe('done');
  });
});

test('a removal keeps all tabs logged in, with a new session, and tells the browser', async () => {
  const { auth, person, authenticator, passkey } = await openRegistered();
  const other = openTab();
  await other.auth.restore();
  browser.automatic = answerWith(authenticator);
  await confirmWithPasskey(auth, await auth.startConfirmation());
  await other.auth.accept({
    accessToken: await tokenOf(auth),
    refreshToken: null,
    expiresIn: 600,
    user: auth.currentUser as never,
  });
  const before = await tokenOf(other.auth);
  browser.signals.splice(0);
  expect((await removePasskey(auth, passkey.id)).username).toBe(person.username);
  await until('the new session in the other tab', async () => (await tokenOf(other.auth)) !== before);
  expect((await world.me(await tokenOf(other.auth))).data.me.id).toBe(person.id);
  expect((await world.me(before)).errors?.[0]?.extensions.reason).toBe('SESSION_ENDED');
  await until('the signals', () => browser.signals.length === 2);
  expect(browser.signals[0]).toMatchObject({ signal: 'accepted', allAcceptedCredentialIds: [] });
  await expect(removePasskey(auth, 'AAAA')).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  expect(auth.currentUser?.username).toBe(person.username);
});

test('a list from before a registration does not delete the new passkey', async () => {
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  let isHeld = false;
  const { auth, authenticator } = await openRegistered({
    fetch: async (input, init) => {
      const response = await fetch(input, init);
      if (isHeld && String(init?.body).includes('passkeySignals')) await held;
      return response;
    },
  });
  isHeld = true;
  const synced = syncPasskeys(auth);
  const another = new Authenticator();
  browser.automatic = (prompt) => answerWith(prompt.kind === 'get' ? authenticator : another)(prompt);
  await confirmWithPasskey(auth, await auth.startConfirmation());
  await registerPasskey(auth);
  release();
  await synced;
  await until('the signals', () => browser.signals.length === 2);
  expect(browser.signals[0]).toMatchObject({
    signal: 'accepted',
    allAcceptedCredentialIds: [authenticator.id, another.id],
  });
});

test('a change of the username reaches the browser, also one without signals', async () => {
  const { auth, person } = await openRegistered();
  const username = `${person.username}2`.slice(-32);
  await world.sql('update users set username = $2 where id = $1', [person.id, username]);
  await syncPasskeys(auth);
  expect(browser.signals).toMatchObject([{}, { signal: 'details', name: username, displayName: username }]);
  for (const name of ['signalAllAcceptedCredentials', 'signalCurrentUserDetails'])
    Reflect.deleteProperty(Reflect.get(globalThis, 'PublicKeyCredential'), name);
  await syncPasskeys(auth);
  await auth.logout();
  await syncPasskeys(auth);
  expect(browser.signals).toHaveLength(2);
});
