import { readdirSync, readFileSync } from 'node:fs';
import os from 'node:os';
import bcrypt from 'bcrypt';
import { passwordHasher } from '../../src/password/hasher.ts';
import { type Answer, codes, makePerson, type Person } from '../support/client.ts';
import { connect } from '../support/databases.ts';
import { until } from '../support/left-behind.ts';
import { sendTogether } from '../support/together.ts';
import { World } from '../support/world.ts';

const logins = 24;

async function inWorld(
  env: Record<string, string>,
  run: (world: World, person: Person) => Promise<void>,
): Promise<void> {
  // At this cost, hashing takes long enough for other logins to queue up.
  const world = await World.start({ env: { BCRYPT_COST: '10', ...env } });
  try {
    await run(world, await world.addPerson());
  } finally {
    await world.stop();
  }
}

test('rejects logins that would wait too long for a hash at once, with a retry time', () =>
  inWorld({ PASSWORD_QUEUE_LENGTH: '1', BCRYPT_COST: '12' }, async (world, person) => {
    const order: string[] = [];
    const storm = Array.from({ length: logins }, async () => {
      const answer = await world.logIn(person);
      order.push(codes(answer)[0] ?? 'done');
      return answer;
    });
    const refused = (await Promise.all(storm)).filter(({ data }) => data === null);
    expect(refused.length).toBeGreaterThan(logins / 2);
    expect(refused.length).toBeLessThan(logins);
    for (const { status, errors } of refused) {
      const extensions = { code: 'OVERLOADED', retryAfterSeconds: expect.any(Number) };
      expect([status, errors]).toMatchObject([200, [{ extensions }]]);
    }
    expect(order.indexOf('done')).toBe(refused.length);
    expect(codes(await world.logIn(person))).toEqual([]);
  }));

test('rejects a known document before parsing it, but no other document', () =>
  inWorld({ PASSWORD_QUEUE_LENGTH: '0', BCRYPT_COST: '12' }, async (world, person) => {
    const login = 'mutation B($input: LoginInput!) { login(input: $input) { tokenType } }';
    const query = `query A { __typename } ${login}`;
    const { username, password } = person;
    const ask = (text: string, operationName: string, accept = 'application/json') =>
      world.ask(text, { input: { username, password } }, { operationName, headers: { accept } });
    expect((await ask(query, 'B')).data.login.tokenType).toBe('bearer');
    const storm = Array.from({ length: logins }, () => world.logIn(person));
    await until('the queue to be full', () => passwordHasher(world.app).refuse() !== undefined);

    const known = await ask(query, 'B', 'application/graphql-response+json');
    expect([known.status, codes(known), known.data]).toEqual([200, ['OVERLOADED'], null]);
    expect(known.headers.get('content-type')).toBe('application/graphql-response+json; charset=utf-8');
    // An operation that was not executed has no path.
    expect(known.errors?.[0]).toEqual({
      message: expect.any(String),
      extensions: { code: 'OVERLOADED', retryAfterSeconds: expect.any(Number) },
    });
    expect((await ask(`${query} `, 'B')).errors?.[0]?.path).toEqual(['login']);
    expect((await ask(query, 'A')).data).toEqual({ __typename: 'Query' });
    const line = world.log.findLast((each) => each.includes(known.headers.get('x-request-id') as string));
    expect(JSON.parse(line ?? '')).toMatchObject({ fields: ['login'], codes: ['OVERLOADED'], status: 200 });
    await Promise.all(storm);
  }));

test('spreads the retries of a crowd', () =>
  inWorld({ PASSWORD_QUEUE_LENGTH: '0' }, async (world, person) => {
    const crowd = 300;
    const query = 'mutation ($input: LoginInput!) { login(input: $input) { tokenType } }';
    const { username, password } = person;
    const login = { query, variables: { input: { username, password } } };
    let seconds: number[] = [];
    // On a busy machine, sending the crowd may take longer than the retry time.
    for (let time = 0; new Set(seconds).size < 2 && time < 5; time += 1) {
      const answers = await sendTogether(world.url, Array(crowd).fill(login));
      seconds = (answers as Answer[]).flatMap(({ errors }) =>
        (errors ?? []).map(({ extensions }) => Number(extensions.retryAfterSeconds)),
      );
      expect(seconds.length).toBeGreaterThan(crowd / 2);
    }
    // A hundred clients retry per second. Those rejected later have less time left to wait.
    expect(Math.min(...seconds)).toBe(2);
    expect(new Set(seconds).size).toBeGreaterThan(1);
    expect(Math.max(...seconds)).toBeLessThanOrEqual(2 + crowd / 100);
  }));

test('uses no connection for a login that would wait too long', () =>
  inWorld({ PASSWORD_QUEUE_LENGTH: '1', DATABASE_LOCK_TIMEOUT: '20s' }, async (world, person) => {
    const { accessToken } = await world.openSession(person);
    const blocker = await connect(world.database);
    await blocker.query('begin; lock table password_credentials in access exclusive mode');
    const refused: Answer[] = [];
    // One job per core, which leaves one pool thread free, and one waiting job.
    const admitted = Math.min(os.availableParallelism(), 3) + 1;
    const attempts = Array.from({ length: logins }, async () => {
      const answer = await world.logIn(person);
      if (codes(answer).length > 0) refused.push(answer);
    });
    try {
      await until('all others to be refused', () => refused.length === logins - admitted);
      refused.push(await world.signUp(makePerson()));
      expect(codes(await world.me(accessToken))).toEqual([]);
    } finally {
      await blocker.end();
      await Promise.all(attempts);
    }
    expect(refused.flatMap(codes)).toEqual(Array(logins - admitted + 1).fill('OVERLOADED'));
    for (const { errors } of refused) expect(errors?.[0]?.extensions.retryAfterSeconds).toBe(2);
  }));

test('keeps serving signed-in users while logins wait in the queue', () =>
  inWorld({}, async (world, person) => {
    const { accessToken } = await world.openSession(person);
    let waiting = logins;
    const storm = Array.from({ length: logins }, async () => {
      const answer = await world.logIn(person);
      waiting -= 1;
      return answer;
    });
    let answered = 0;
    for (; waiting > 0; answered += 1) {
      expect((await world.me(accessToken)).data.me).not.toBeNull();
    }
    expect(answered).toBeGreaterThan(logins);
    expect((await Promise.all(storm)).flatMap(codes)).toEqual([]);
  }));

test('compares nothing and creates no account for disconnected clients', () =>
  inWorld({}, async (world, person) => {
    const comparisons = jest.spyOn(bcrypt, 'compare');
    const hashes = jest.spyOn(bcrypt, 'hash');
    const load = () => passwordHasher(world.app).load;
    const gone = new AbortController();
    const send = (query: string, input: object) =>
      fetch(world.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query, variables: { input } }),
        signal: gone.signal,
      }).catch(() => undefined);
    const { username, password } = person;
    const login = 'mutation ($input: LoginInput!) { login(input: $input) { tokenType } }';
    const signup = 'mutation ($input: SignupInput!) { signup(input: $input) { id } }';
    const [early, late] = [makePerson(), makePerson()];
    const sent = [
      ...Array.from({ length: 20 }, () => send(login, { username, password })),
      ...[early, late].map((each) => send(signup, each)),
    ];
    await until('the logins to wait', () => load().waiting >= 18);
    gone.abort();
    const unanswered = (await Promise.all(sent)).filter((answer) => answer === undefined);
    await until('the queue to be empty', () => load().running === 0 && load().waiting === 0);
    expect(comparisons.mock.calls.length + hashes.mock.calls.length).toBeLessThan(10);
    expect(await world.sql('select 1 from users where username = $1', [late.username])).toEqual([]);
    const goneLines = () => world.log.filter((line) => line.includes('"client gone"'));
    const answeredLines = () =>
      world.log.filter((line) => /"fields":\["(login|signup)"\].*"answered"/.test(line));
    await until('a report of each request', () => goneLines().length + answeredLines().length >= sent.length);
    expect(goneLines().length + answeredLines().length).toBe(sent.length);
    // A client may disconnect while its response is on the way, but no more of them than logins run at once.
    expect(goneLines().length).toBeLessThanOrEqual(unanswered.length);
    expect(goneLines().length).toBeGreaterThanOrEqual(unanswered.length - os.availableParallelism());
    expect(JSON.parse(goneLines()[0] ?? '')).toMatchObject({
      fields: ['login'],
      milliseconds: expect.any(Number),
    });
    expect(codes(await world.logIn(person))).toEqual([]);
    jest.restoreAllMocks();
  }));

test('accepts logins one after the other if none may wait', () =>
  inWorld({ PASSWORD_QUEUE_LENGTH: '0' }, async (world, person) => {
    for (let time = 0; time < 3; time += 1) expect(codes(await world.logIn(person))).toEqual([]);
  }));

// Only Linux has per-thread priorities.
const onLinux = process.platform === 'linux' ? test : test.skip;

onLinux('hashes at a lower priority than all other work', () =>
  inWorld({}, async (world) => {
    await world.openSession();
    const threads = readdirSync('/proc/self/task').map((thread) => {
      const [, name, rest = ''] =
        /\((.*)\) (.*)/.exec(readFileSync(`/proc/self/task/${thread}/stat`, 'utf8')) ?? [];
      return { name, niceness: Number(rest.split(' ')[16]) };
    });
    const workers = threads.filter(({ name }) => name === 'libuv-worker');
    expect(workers.length).toBeGreaterThan(1);
    expect(new Set(workers.map(({ niceness }) => niceness))).toEqual(new Set([10]));
    expect(os.getPriority()).toBe(0);
  }),
);
