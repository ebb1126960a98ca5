import { type GraphQLOutputType, getNamedType, isObjectType } from 'graphql';
import type { Feature } from '../../src/feature/feature.ts';
import { features } from '../../src/features.ts';
import { buildServiceSchema } from '../../src/graphql/schema.ts';
import { Authenticator } from '../support/authenticator.ts';
import { type Answer, codes, makePerson, type Person } from '../support/client.ts';
import { confirmEmailChange, requestEmailChange } from '../support/identifiers.ts';
import { mailedTo } from '../support/mailed.ts';
import { addPasskey, assertionOf } from '../support/passkeys.ts';
import { change, mailReset, reset, strong, stronger } from '../support/passwords.ts';
import { addLostAuthenticator } from '../support/second-factors.ts';
import { codeOf, confirmTotp, removeTotp, startTotp } from '../support/totp.ts';
import { beginSignup } from '../support/verification.ts';
import { World } from '../support/world.ts';

/** What the planted feature does, set by the current test. */
let hooks: Pick<Feature, 'beforeSession' | 'onEvent'> & { isOpen?: () => boolean | Promise<boolean> } = {};

const planted: Feature = {
  name: 'planted',
  loginRequirements: [
    {
      name: 'PLANTED',
      methodsFor: () => ['EMAIL_CODE'],
      isOpen: () => hooks.isOpen?.() ?? false,
      judge: async () => async () => undefined,
    },
  ],
  beforeSession: (ctx, proof) => hooks.beforeSession?.(ctx, proof),
  listensTo: ['*'],
  onEvent: (ctx, event) => hooks.onEvent?.(ctx, event),
};

const all = [...features, planted];
const world = await World.start({ features: all, env: { MAIL_REQUESTS_PER_ADDRESS: 'off' } });
// A second replica without the planted feature. Its requests run in between, undisturbed.
const replica = await World.start({
  database: world.database,
  env: { MAIL_REQUESTS_PER_ADDRESS: 'off', REFRESH_TOKEN_COOKIE: 'true' },
});
afterAll(async () => {
  await replica.stop();
  await world.stop();
});
afterEach(() => {
  hooks = {};
});

const startQuery =
  'mutation ($input: LoginInput!) { startLogin(input: $input) { tokens { accessToken } next { challenge } } }';

function startLogin({ username, password }: Person): Promise<Answer> {
  return world.ask(startQuery, { input: { username, password } });
}

/** Everything that a password change writes. */
async function stateOf({ id }: { id: string }) {
  const tables = ['password_credentials', 'sessions', 'mails', 'one_time_secrets', 'login_challenges'];
  const rows = tables.map((table) =>
    world.sql(`select t::text from "${table}" as t where user_id = $1 order by 1`, [id]),
  );
  return [
    ...(await Promise.all(rows)),
    await world.sql('select u::text from users as u where id = $1', [id]),
  ];
}

test.each([
  'password.changed',
  'session.revoked',
  'account.verified',
])('a reset that fails at %s changes nothing, and the link still works', async (type) => {
  const person = await world.addPerson();
  await world.openSession(person);
  const { token } = await mailReset(world, person.email);
  const before = await stateOf(person);
  hooks.onEvent = (_ctx, event) => {
    if (event.type === type) throw new Error('the planted feature is out of order');
  };
  expect(codes(await reset(world, { token }))).toEqual(['INTERNAL_SERVER_ERROR']);
  expect(await stateOf(person)).toEqual(before);
  hooks = {};
  expect(codes(await reset(world, { token }))).toEqual([]);
});

test.each([
  'password.changed',
  'session.revoked',
  'session.opened',
])('a change that fails at %s changes nothing, and the session goes on', async (type) => {
  const person = await world.addPerson();
  const { accessToken } = await world.openSession(person);
  const before = await stateOf(person);
  hooks.onEvent = (_ctx, event) => {
    if (event.type === type) throw new Error('the planted feature is out of order');
  };
  expect(codes(await change(world, accessToken, person.password))).toEqual(['INTERNAL_SERVER_ERROR']);
  expect(await stateOf(person)).toEqual(before);
  expect((await world.me(accessToken)).data.me.id).toBe(person.id);
});

test('a change whose commit fails keeps the cookie of the browser', async () => {
  const person = await world.addPerson();
  const { accessToken } = (await replica.logIn(person)).data.login;
  await world.sql(`
    create function fail() returns trigger language plpgsql as $$ begin raise exception 'no commit'; end $$;
    create constraint trigger fail after insert on sessions deferrable initially deferred
      for each row execute function fail()`);
  const answer = await change(replica, accessToken, person.password);
  await world.sql('drop function fail cascade');
  expect(codes(answer)).toEqual(['INTERNAL_SERVER_ERROR']);
  expect(answer.headers.get('set-cookie')).toBeNull();
  expect((await world.me(accessToken)).data.me.id).toBe(person.id);
});

test('a login with the old password opens no session once a reset has overtaken it', async () => {
  const person = await world.addPerson();
  const { token } = await mailReset(world, person.email);
  hooks.beforeSession = async () => {
    hooks = {};
    expect(codes(await reset(replica, { token }))).toEqual([]);
  };
  expect(codes(await world.logIn(person))).toEqual(['INVALID_CREDENTIALS']);
  expect(await world.sql('select from sessions where user_id = $1', [person.id])).toEqual([]);
  expect(world.log.some((line) => line.includes('"reason":"outdated"'))).toBe(true);
});

test('a login with the old password gets no challenge once a change has overtaken it', async () => {
  const person = await world.addPerson();
  const { accessToken } = (await replica.logIn(person)).data.login;
  hooks.isOpen = async () => {
    hooks = { isOpen: () => true };
    expect(codes(await change(replica, accessToken, person.password))).toEqual([]);
    return true;
  };
  expect(codes(await startLogin(person))).toEqual(['INVALID_CREDENTIALS']);
  expect(await world.sql('select from login_challenges where user_id = $1', [person.id])).toEqual([]);
});

test('a challenge from before a reset is dead after it', async () => {
  const person = await world.addPerson();
  const { token } = await mailReset(world, person.email);
  hooks.isOpen = () => true;
  const { challenge } = (await startLogin(person)).data.startLogin.next;
  expect(codes(await reset(world, { token }))).toEqual([]);
  hooks = {};
  const answer = await world.ask(
    'mutation ($input: ContinueLoginInput!) { continueLogin(input: $input) { tokens { accessToken } } }',
    { input: { challenge, emailCode: 'x' } },
  );
  expect(codes(answer)).toEqual(['CHALLENGE_INVALID']);
});

/** The mutations that could hand out tokens, each called so that only the unmet requirement prevents it. */
const waysIn: Record<string, (person: Person, accessToken: string) => Promise<Answer>> = {
  login: (person) => world.logIn(person),
  startLogin,
  changePassword: (person, accessToken) => change(world, accessToken, person.password, stronger),
  async confirmEmailChange(_person, accessToken) {
    const { email } = makePerson();
    await requestEmailChange(world, email, accessToken);
    const { token } = await mailedTo(world, email, 'confirm-email');
    return confirmEmailChange(world, { token }, accessToken);
  },
  async continueLogin(person) {
    const { challenge } = (await startLogin(person)).data.startLogin.next;
    const query =
      'mutation ($input: ContinueLoginInput!) { continueLogin(input: $input) { tokens { accessToken } next { challenge } } }';
    return world.ask(query, { input: { challenge, emailCode: 'x' } });
  },
  async finishPasskeyLogin(_person, accessToken) {
    const authenticator = new Authenticator();
    hooks = {};
    await addPasskey(world, accessToken, authenticator);
    hooks.isOpen = () => true;
    const query =
      'mutation ($input: FinishPasskeyLoginInput!) { finishPasskeyLogin(input: $input) { tokens { accessToken } next { challenge } } }';
    return world.ask(query, { input: await assertionOf(world, authenticator) });
  },
  async completeSignup() {
    const { flow, mail } = await beginSignup(world, makePerson());
    const query =
      'mutation ($input: CompleteSignupInput!) { completeSignup(input: $input) { tokens { accessToken } next { challenge } } }';
    return world.ask(query, { input: { flow, code: mail.code } });
  },
  async confirmTotp(_person, accessToken) {
    const { secret } = (await startTotp(world, accessToken)).data.startTotp;
    return confirmTotp(world, codeOf(secret), accessToken);
  },
  async removeTotp(person, accessToken) {
    const [user] = await world.sql<{ id: string }>('select id from users where username = $1', [
      person.username,
    ]);
    const id = user?.id ?? '';
    await addLostAuthenticator(world, { id });
    await world.sql('update sessions set level = 2 where user_id = $1', [id]);
    const answer = await removeTotp(world, accessToken);
    await world.sql('delete from totp_credentials where user_id = $1', [id]);
    return answer;
  },
};

/** They continue a session whose login has met the requirements, or never hand out tokens (`deletion/restore-account`). */
const exempt = ['confirmIdentity', 'refresh', 'restoreAccount'];

function mutationsReturning(...names: string[]): string[] {
  const fields = buildServiceSchema(all).executable.getMutationType()?.getFields() ?? {};
  const isOne = (type: GraphQLOutputType) => {
    const named = getNamedType(type);
    return isObjectType(named) && names.includes(named.name);
  };
  return Object.values(fields)
    .filter(({ type }) => isOne(type))
    .map(({ name }) => name);
}

test('the list of ways in is complete', () => {
  const expected = [...Object.keys(waysIn), ...exempt].toSorted();
  expect(mutationsReturning('AuthToken', 'LoginStep', 'TotpConfirmed').toSorted()).toEqual(expected);
});

test.each(
  Object.entries(waysIn),
)('%s hands out no tokens while a requirement is open', async (name, call) => {
  const person = await world.addPerson();
  const { accessToken } = await world.openSession(person);
  hooks.isOpen = () => true;
  const before = await world.sql('select from sessions where user_id = $1', [person.id]);
  const { data, errors } = await call(person, accessToken);
  if (errors) expect(errors.map(({ extensions }) => extensions.code)).toEqual(['FURTHER_PROOF_REQUIRED']);
  else expect(data[name]).toEqual({ tokens: null, next: { challenge: expect.any(String) } });
  expect(await world.sql('select from sessions where user_id = $1', [person.id])).toEqual(before);
  hooks = {};
  expect(codes(await world.logIn(person))).toEqual([]);
});

test('a reset bypasses no requirement', async () => {
  const person = await world.addPerson();
  hooks.isOpen = () => true;
  const { token } = await mailReset(world, person.email);
  expect((await reset(world, { token })).data).toEqual({ resetPassword: { revokedSessions: 0 } });
  expect(codes(await world.logIn({ ...person, password: strong }))).toEqual(['FURTHER_PROOF_REQUIRED']);
  expect((await startLogin({ ...person, password: strong })).data.startLogin.tokens).toBeNull();
});
