import pg from 'pg';
import type { Feature } from '../../src/feature/feature.ts';
import { features } from '../../src/features.ts';
import { passwordHasher } from '../../src/password/hasher.ts';
import { codes, makePerson } from '../support/client.ts';
import { until } from '../support/left-behind.ts';
import { mailsTo } from '../support/mailed.ts';
import { sendTogether } from '../support/together.ts';
import { beginSignup, completeSignup, eventsOf, startSignup } from '../support/verification.ts';
import { World } from '../support/world.ts';

/** What the planted feature does, set by the current test. */
let hooks: Pick<Feature, 'beforeSession' | 'onEvent'> = {};

const planted: Feature = {
  name: 'planted',
  beforeSession: (ctx, proof) => hooks.beforeSession?.(ctx, proof),
  listensTo: ['*'],
  onEvent: (ctx, event) => hooks.onEvent?.(ctx, event),
};

const sent: string[] = [];

/** Replaced before the service opens its connections, since these keep the function. */
const send = pg.Client.prototype.query as (...values: unknown[]) => unknown;
pg.Client.prototype.query = function (this: pg.Client, ...values: unknown[]) {
  const [given] = values as [string | { text?: string } | undefined];
  sent.push((typeof given === 'string' ? given : (given?.text ?? '')).trim());
  return send.apply(this, values);
} as never;

const plain = await World.start();
const world = await World.start({ features: [...features, planted] });
afterEach(() => {
  hooks = {};
  jest.restoreAllMocks();
});
afterAll(async () => {
  pg.Client.prototype.query = send as never;
  await plain.stop();
  await world.stop();
});

const accountsOf = (email: string) => world.sql('select id from users where email = $1', [email]);

/** The texts of the service's statements, without those of the limits: a limited email is rejected by its first limit. */
async function statementsOf(run: () => Promise<unknown>): Promise<string[]> {
  sent.length = 0;
  await run();
  return sent.filter((text) => !text.includes('throttle_counters'));
}

test('a free, a taken, a disabled and a limited email run the same statements, with one hash each', async () => {
  const [taken, disabled, limited] = [await plain.addPerson(), await plain.addPerson(), makePerson()];
  await plain.sql('update users set is_active = false where id = $1', [disabled.id]);
  await startSignup(plain, limited);
  const hashes = jest.spyOn(passwordHasher(plain.app), 'hash');
  const found = [];
  for (const { email } of [makePerson(), taken, disabled, limited]) {
    const input = { ...makePerson(), email };
    found.push(await statementsOf(() => startSignup(plain, input)));
  }
  expect(hashes).toHaveBeenCalledTimes(4);
  expect(found[0]?.filter((text) => /^(insert|delete|select|update)/.test(text)).length).toBeGreaterThan(5);
  for (const statements of found) expect(statements).toEqual(found[0]);
});

test("a gate's rejection creates no account and uses no code", async () => {
  const person = makePerson();
  const { flow, mail } = await beginSignup(world, person);
  hooks.beforeSession = () => {
    throw new Error('closed');
  };
  expect(codes(await completeSignup(world, { flow, code: mail.code }))).toEqual(['INTERNAL_SERVER_ERROR']);
  expect(await accountsOf(person.email)).toEqual([]);
  hooks = {};
  expect(codes(await completeSignup(world, { flow, code: mail.code }))).toEqual([]);
});

test.each([
  'account.created',
  'account.verified',
  'signup.completed',
  'session.opened',
])('a listener to %s that fails creates no account and uses no code', async (type) => {
  const person = makePerson();
  const { flow, mail } = await beginSignup(world, person);
  hooks.onEvent = (_ctx, event) => {
    if (event.type === type) throw new Error('full');
  };
  expect(codes(await completeSignup(world, { flow, code: mail.code }))).toEqual(['INTERNAL_SERVER_ERROR']);
  expect(await accountsOf(person.email)).toEqual([]);
  hooks = {};
  expect(codes(await completeSignup(world, { flow, code: mail.code }))).toEqual([]);
});

test('a start that fails leaves no mail, no secret and no event behind', async () => {
  const person = makePerson();
  hooks.onEvent = (_ctx, { type }) => {
    if (type === 'signup.started') throw new Error('full');
  };
  world.log.length = 0;
  expect(codes(await startSignup(world, person))).toEqual(['INTERNAL_SERVER_ERROR']);
  expect(eventsOf(world)).toEqual([]);
  expect(await mailsTo(world, person.email)).toEqual([]);
  expect(await world.sql('select * from one_time_secrets where subject = $1', [person.email])).toEqual([]);
  expect(await world.sql('select * from pending_signups where email = $1', [person.email])).toEqual([]);
});

test('gives the refresh token of a completed signup as a cookie, where the service does so', async () => {
  const env = { REFRESH_TOKEN_COOKIE: 'true', CORS_ORIGINS: 'https://app.example.com' };
  const other = await World.start({ env });
  const { flow, mail } = await beginSignup(other, makePerson());
  const { data, headers } = await completeSignup(other, { flow, code: mail.code });
  expect(data.completeSignup.tokens.refreshToken).toBeNull();
  expect(headers.get('set-cookie')).toMatch(/refresh_token=eyJ/);
  await other.stop();
});

test('rejects a signup that needs mail if the service has none', async () => {
  const mute = await World.start({ env: { SMTP_URL: '' } });
  expect(codes(await startSignup(mute, makePerson()))).toEqual(['MAIL_NOT_CONFIGURED']);
  expect(await mute.sql('select * from pending_signups')).toEqual([]);
  await mute.stop();
});

test('under overload, rejects signups and links before any look-up, and uses nothing', async () => {
  const env = { BCRYPT_COST: '12', PASSWORD_QUEUE_LENGTH: '1', HASHING_CONCURRENCY: '1' };
  const busy = await World.start({ env });
  const person = makePerson();
  const { mail } = await beginSignup(busy, person);
  const login = {
    query: 'mutation ($input: LoginInput!) { login(input: $input) { tokenType } }',
    variables: { input: { username: 'someone', password: 'a wrong guess' } },
  };
  const storm = sendTogether(busy.url, Array(6).fill(login));
  await until('the queue to be full', () => passwordHasher(busy.app).refuse() !== undefined);
  const input = { token: mail.token, password: person.password };
  const answers = [await startSignup(busy, makePerson()), await completeSignup(busy, input)];
  expect(answers.flatMap(codes)).toEqual(['OVERLOADED', 'OVERLOADED']);
  await storm;
  expect(codes(await completeSignup(busy, input))).toEqual([]);
  await busy.stop();
});
