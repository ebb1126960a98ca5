import { setTimeout as sleep } from 'node:timers/promises';
import { systemContext } from '../src/feature/context.ts';
import type { Feature } from '../src/feature/feature.ts';
import { afterCommit, inTransaction, record, recordNow } from '../src/feature/unit-of-work.ts';
import { features } from '../src/features.ts';
import { defineError } from '../src/kernel/errors.ts';
import { type AuthEvent, aboutAccount, defineEvent } from '../src/kernel/events.ts';
import { PasswordCredential } from '../src/password/password-credential.entity.ts';
import { execute } from '../src/platform/database/database.ts';
import { endSessionsOfUsers } from '../src/sessions/revoke-sessions.ts';
import { setActive } from '../src/sessions/set-active.ts';
import { codes, makePerson, type Tokens } from './support/client.ts';
import { until } from './support/left-behind.ts';
import { age } from './support/time.ts';
import { World } from './support/world.ts';

const gatePassed = defineEvent('gate.passed', 'success', aboutAccount);
const gateClosed = defineEvent('gate.closed', 'refused', aboutAccount);
const plantedRefusal = defineError('PLANTED_REFUSAL', 'Not now.');

/** A feature whose hooks are set by the current test. */
let hooks: Pick<Feature, 'beforeAttempt' | 'countAttempt' | 'afterAttempt' | 'beforeSession' | 'onEvent'> =
  {};
const events: AuthEvent[] = [];

const planted: Feature = {
  name: 'planted',
  beforeAttempt: (ctx, attempt) => hooks.beforeAttempt?.(ctx, attempt),
  countAttempt: (ctx, attempt) => hooks.countAttempt?.(ctx, attempt),
  afterAttempt: (ctx, attempt, outcome) => hooks.afterAttempt?.(ctx, attempt, outcome),
  beforeSession: (ctx, proof) => hooks.beforeSession?.(ctx, proof),
  listensTo: ['*'],
  onEvent(ctx, event) {
    events.push(event);
    return hooks.onEvent?.(ctx, event);
  },
};

const world = await World.start({ features: [...features, planted] });
await world.sql('create table notes (text text not null)');
afterAll(() => world.stop());
afterEach(() => {
  hooks = {};
  events.length = 0;
});

const count = async (table: string) =>
  Number((await world.sql(`select count(*)::int as n from ${table}`))[0]?.n);

test('beforeAttempt rejects a guess before it is judged', async () => {
  const person = await world.addPerson();
  hooks.beforeAttempt = (_ctx, attempt) => {
    if (attempt.kind.name === 'login' && attempt.identifiers?.includes(person.username))
      throw plantedRefusal();
  };
  events.length = 0;
  expect(codes(await world.logIn({ ...person, username: person.username.toUpperCase() }))).toEqual([
    'PLANTED_REFUSAL',
  ]);
  expect(events).toEqual([]);
});

test('countAttempt and afterAttempt get every attempt and its outcome, but cannot undo it', async () => {
  const seen: unknown[] = [];
  hooks.countAttempt = (_ctx, { kind }) => void seen.push(kind.name);
  hooks.afterAttempt = (_ctx, { kind }, outcome) => {
    seen.push(`${kind.name} ${outcome}`);
    throw new Error('the planted feature is out of order');
  };
  const person = await world.addPerson();
  expect(codes(await world.logIn({ ...person, password: 'not the right one' }))).toEqual([
    'INVALID_CREDENTIALS',
  ]);
  const { refreshToken } = (await world.logIn(person)).data.login;
  await world.refresh(refreshToken);
  expect(codes(await world.refresh('nonsense'))).toEqual(['INVALID_REFRESH_TOKEN']);
  hooks.beforeSession = () => {
    throw new Error('the planted feature is out of order');
  };
  expect(codes(await world.logIn(person))).toEqual(['INTERNAL_SERVER_ERROR']);
  expect(seen.filter((each) => String(each).includes(' '))).toEqual([
    'signup succeeded',
    'login failed',
    'login succeeded',
    'refresh succeeded',
    'refresh failed',
    'login succeeded',
  ]);
  expect(seen).toHaveLength(12);
});

test('an unexpected error returns a fixed text and the id of its log line', async () => {
  const person = await world.addPerson();
  hooks.beforeSession = () => {
    throw new Error(`insert into users: ${person.email}`);
  };
  const { status, headers, errors, text } = await world.logIn(person);
  const requestId = headers.get('x-request-id');
  expect([status, errors]).toEqual([
    200,
    [
      expect.objectContaining({
        message: 'An internal error occurred. Include the request id when you report it.',
        extensions: { code: 'INTERNAL_SERVER_ERROR', requestId },
      }),
    ],
  ]);
  expect(text).not.toContain('insert');
  const lines = world.log.filter(
    (line) => line.includes('unexpected error') && line.includes(String(requestId)),
  );
  expect(lines).toHaveLength(1);
});

test('no feature counts an attempt that a later feature rejects', async () => {
  const person = await world.addPerson();
  const seen: string[] = [];
  hooks.afterAttempt = (_ctx, { kind }, outcome) => void seen.push(`${kind.name} ${outcome}`);
  hooks.countAttempt = () => {
    throw plantedRefusal();
  };
  for (let time = 0; time < 12; time += 1) {
    expect(codes(await world.logIn({ ...person, password: 'not the right one' }))).toEqual([
      'PLANTED_REFUSAL',
    ]);
  }
  expect(new Set(seen)).toEqual(new Set(['login undecided']));
  const counters = await world.sql(
    "select key from throttle_counters where key like 'login-name%' and points > 0",
  );
  expect(counters).toEqual([]);
});

test('beforeSession rejects a proved user, who never gets a session', async () => {
  const person = await world.addPerson();
  const before = await count('sessions');
  hooks.beforeSession = (_ctx, { account, methods }) => {
    expect([account.username, methods]).toEqual([person.username, ['pwd']]);
    throw plantedRefusal();
  };
  expect(codes(await world.logIn(person))).toEqual(['PLANTED_REFUSAL']);
  expect(await count('sessions')).toBe(before);
});

test("the writes of onEvent are committed together with the event's change", async () => {
  hooks.onEvent = async ({ em }, { type }) => {
    await execute(em, 'insert into notes values ($1)', [type]);
  };
  const { refreshToken } = await world.openSession();
  await world.refresh(refreshToken);
  await world.logOut({ refreshToken });
  const notes = await world.sql('select text from notes');
  expect(notes.map(({ text }) => text)).toEqual([
    'account.created',
    'session.opened',
    'session.refreshed',
    'session.revoked',
  ]);
});

test("if onEvent fails, the event's change is rolled back too", async () => {
  const person = await world.addPerson();
  const { accessToken, refreshToken } = await world.openSession(person);
  const before = [await count('users'), await count('sessions'), await count('notes')];
  hooks.onEvent = async ({ em }, { type }) => {
    await execute(em, 'insert into notes values ($1)', [type]);
    throw new Error('the planted feature is out of order');
  };
  const answers = [
    await world.signUp(makePerson()),
    await world.logIn(person),
    await world.refresh(refreshToken),
    await world.logOut({ refreshToken }),
  ];
  expect(answers.map(codes)).toEqual(Array(4).fill(['INTERNAL_SERVER_ERROR']));
  expect([await count('users'), await count('sessions'), await count('notes')]).toEqual(before);
  hooks = {};
  expect(world.log.filter((line) => line.includes('session.opened'))).toHaveLength(await count('sessions'));
  expect((await world.me(accessToken)).data.me).not.toBeNull();
  expect(codes(await world.refresh(refreshToken))).toEqual([]);
});

test('a reused session ends, even if a listener fails', async () => {
  const first = await world.openSession();
  const second = (await world.refresh(first.refreshToken)).data.refresh;
  const third = (await world.refresh(second.refreshToken)).data.refresh;
  hooks.onEvent = (_ctx, { reason }) => {
    if (reason === 'reuse') throw new Error('the planted feature is out of order');
  };
  expect(codes(await world.refresh(first.refreshToken))).toEqual(['INVALID_REFRESH_TOKEN']);
  expect((await world.me(third.accessToken)).data.me).toBeNull();
  expect(world.log.some((line) => line.includes('a listener failed'))).toBe(true);
  expect(world.log.some((line) => line.includes('session.revoked') && line.includes('reuse'))).toBe(true);
});

test('what follows a commit runs after the outermost unit of work, once, and never after a rollback', async () => {
  const ctx = systemContext(world.app, 'job:test');
  const told: string[] = [];
  const note = (em: Parameters<typeof execute>[0], text: string) =>
    execute(em, 'insert into notes (text) values ($1)', [text]);
  const before = await count('notes');
  await inTransaction(ctx, async (em) => {
    await inTransaction(ctx, async (inner) => {
      await note(inner, 'inside');
      afterCommit(() => told.push('inside'));
    });
    afterCommit(() => told.push('outside'));
    expect(told).toEqual([]);
    expect(await count('notes')).toBe(before);
    await note(em, 'outside');
  });
  expect(told).toEqual(['inside', 'outside']);
  expect(await count('notes')).toBe(before + 2);
  const failing = inTransaction(ctx, async () => {
    afterCommit(() => told.push('lost'));
    throw new Error('planted');
  });
  await expect(failing).rejects.toThrow('planted');
  expect(told).toEqual(['inside', 'outside']);
  afterCommit(() => told.push('without a unit of work'));
  expect(told).toHaveLength(3);
});

test('a change inside a unit of work is rolled back with it, even without listeners, but a rejection is recorded', async () => {
  const gate: Feature = {
    name: 'gate',
    beforeSession: (ctx, { account }) =>
      inTransaction(ctx, async () => {
        await endSessionsOfUsers(ctx, [account.id], [], 'logout');
        await recordNow(ctx, gateClosed({ userId: account.id }));
        throw plantedRefusal();
      }),
  };
  const person = await world.addPerson();
  const { accessToken } = await world.openSession(person);
  const gated = await World.start({ database: world.database, features: [...features, gate] });
  expect(codes(await gated.logIn(person))).toEqual(['PLANTED_REFUSAL']);
  expect((await gated.me(accessToken)).data.me.username).toBe(person.username);
  const told = gated.log.flatMap((line) => JSON.parse(line).event?.type ?? []);
  expect(told).toEqual(['gate.closed']);
  await gated.stop();
});

test('records a rejection once its unit of work has ended, together with the writes of its listeners', async () => {
  const { id } = await world.addPerson();
  const refused = gateClosed({ userId: Number(id) });
  const failed = new Set<string>();
  hooks.onEvent = async ({ em }, { type }) => {
    if (type === 'gate.passed' && !failed.has(type)) {
      failed.add(type);
      throw Object.assign(new Error('could not serialize access'), { code: '40001' });
    }
    if (type === 'gate.closed') await execute(em, 'insert into notes values ($1)', ['refused']);
  };
  let outcome: string | undefined;
  hooks.beforeAttempt = async (ctx) => {
    const nested = inTransaction(ctx, async () => {
      await inTransaction(ctx, () => recordNow(ctx, refused));
      // Fails at first, so the whole unit of work runs twice.
      await record(ctx, gatePassed({ userId: Number(id) }));
      outcome = world.log.some((line) => line.includes('gate.closed')) ? 'early' : 'in time';
      throw plantedRefusal();
    });
    await nested;
  };
  await world.sql('delete from notes');
  world.log.length = 0;
  expect(codes(await world.refresh('nonsense'))).toEqual(['PLANTED_REFUSAL']);
  expect(outcome).toBe('in time');
  expect(world.log.flatMap((line) => JSON.parse(line).event?.type ?? [])).toEqual(['gate.closed']);
  expect(await world.sql('select text from notes')).toEqual([{ text: 'refused' }]);
});

test('entities that onEvent persists are written with the unit of work, also after a rejection', async () => {
  const person = await world.addPerson();
  hooks.onEvent = async ({ em }, { type, userId }) => {
    if (type !== 'password.rejected' || userId === undefined) return;
    const credential = await em.findOneOrFail(PasswordCredential, { user: userId });
    credential.changedAt = new Date(0);
  };
  expect(codes(await world.logIn({ ...person, password: 'not the right one' }))).toEqual([
    'INVALID_CREDENTIALS',
  ]);
  const [row] = await world.sql('select changed_at from password_credentials where user_id = $1', [
    person.id,
  ]);
  expect(row).toEqual({ changed_at: new Date(0) });
});

test('a failing unit of work loses no event of an overlapping unit of work', async () => {
  const { userId } = { userId: Number((await world.addPerson()).id) };
  const first = Promise.withResolvers<void>();
  hooks.beforeAttempt = async (ctx) => {
    const succeeds = inTransaction(ctx, async () => {
      await record(ctx, gatePassed({ userId }));
      await first.promise;
    });
    const fails = inTransaction(ctx, async () => {
      await record(ctx, gateClosed({ userId }));
      throw new Error('the planted feature is out of order');
    });
    await fails.catch(() => first.resolve());
    await succeeds;
  };
  world.log.length = 0;
  await world.refresh('nonsense');
  const told = world.log.flatMap((line) => JSON.parse(line).event?.type ?? []);
  expect(told.filter((type) => type.startsWith('gate.'))).toEqual(['gate.passed']);
});

test('a wrong guess counts even if a listener fails', async () => {
  const person = await world.addPerson();
  hooks.onEvent = (_ctx, { type }) => {
    if (type === 'password.rejected') throw new Error('the planted feature is out of order');
  };
  const found: string[] = [];
  for (let time = 0; time < 12; time += 1) {
    found.push(...codes(await world.logIn({ ...person, password: 'not the right one' })));
  }
  expect(found).toEqual([...Array(10).fill('INVALID_CREDENTIALS'), 'RATE_LIMITED', 'RATE_LIMITED']);
});

test('concurrent nested units of work do not undo each other', async () => {
  const { id } = await world.addPerson();
  const userId = Number(id);
  hooks.beforeAttempt = (ctx) =>
    inTransaction(ctx, async () => {
      const keep = (text: string, fails: boolean) =>
        inTransaction(ctx, async (em) => {
          await execute(em, 'insert into notes values ($1)', [text]);
          await record(ctx, gatePassed({ userId }));
          if (fails) throw new Error('the planted feature is out of order');
        });
      await Promise.allSettled([keep('kept', false), keep('undone', true), keep('kept', false)]);
    });
  await world.sql('delete from notes');
  world.log.length = 0;
  await world.refresh('nonsense');
  expect(await world.sql('select text from notes')).toEqual([{ text: 'kept' }, { text: 'kept' }]);
  expect(world.log.filter((line) => line.includes('gate.passed'))).toHaveLength(2);
});

test('an event recorded after its unit of work has ended is not lost', async () => {
  const { id } = await world.addPerson();
  const userId = Number(id);
  const late = Promise.withResolvers<unknown>();
  hooks.beforeAttempt = async (ctx) => {
    await inTransaction(ctx, async () => {
      void sleep(20)
        .then(() => recordNow(ctx, gateClosed({ userId })))
        .then(() => record(ctx, gatePassed({ userId })))
        .catch(late.resolve);
    });
  };
  world.log.length = 0;
  await world.refresh('nonsense');
  expect(String(await late.promise)).toContain('gate.passed is recorded outside a unit of work');
  expect(world.log.filter((line) => line.includes('"msg":"gate.closed"'))).toHaveLength(1);
});

test('listeners that record events in a circle are stopped', async () => {
  const { id } = await world.addPerson();
  hooks.onEvent = (ctx) => record(ctx, gatePassed({ userId: Number(id) }));
  const person = makePerson();
  expect(codes(await world.signUp(person))).toEqual(['INTERNAL_SERVER_ERROR']);
  expect(world.log.some((line) => line.includes('record events in a circle'))).toBe(true);
  hooks = {};
  expect(codes(await world.signUp(person))).toEqual([]);
});

test('a hanging listener blocks its connection only as long as PostgreSQL allows', async () => {
  const hanging = Promise.withResolvers<void>();
  const narrow = await World.start({
    features: [...features, planted],
    env: { DATABASE_POOL_SIZE: '2', DATABASE_STATEMENT_TIMEOUT: '300ms' },
  });
  const people = [await narrow.addPerson(), await narrow.addPerson()];
  let waiting = 0;
  hooks.onEvent = (_ctx, { type }) => {
    if (type !== 'session.opened') return;
    waiting += 1;
    return hanging.promise;
  };
  const stuck = people.map((person) => narrow.logIn(person));
  await until('both logins to wait for the listener', () => waiting === 2);
  hooks = {};
  await until('a login', async () => codes(await narrow.logIn(people[0] ?? makePerson())).length === 0);
  await until('PostgreSQL to end both transactions', async () => {
    const open =
      "select from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'";
    return (await narrow.sql(open)).length === 0;
  });
  hanging.resolve();
  expect((await Promise.all(stuck)).flatMap(codes)).toHaveLength(2);
  await narrow.stop();
});

test('recording an event outside a unit of work throws instead of losing it', async () => {
  hooks.beforeAttempt = (ctx) => record(ctx, gatePassed({ userId: 1 }));
  world.log.length = 0;
  expect(codes(await world.refresh('nonsense'))).toEqual(['INTERNAL_SERVER_ERROR']);
  expect(world.log.join('')).toContain('gate.passed is recorded outside a unit of work');
});

test('an event carries only the fields that its kind declares', async () => {
  const careless = { userId: 1, email: 'alice@example.com' };
  hooks.beforeAttempt = (ctx) => recordNow(ctx, gateClosed(careless));
  expect(codes(await world.refresh('nonsense'))).toEqual(['INTERNAL_SERVER_ERROR']);
  expect(events).toEqual([]);
});

describe('with a serialization failure at the first attempt of each unit of work', () => {
  let failures = 0;

  beforeEach(() => {
    const failed = new Set<string>();
    hooks.onEvent = (_ctx, { requestId, type }) => {
      const unit = `${requestId} ${type}`;
      if (failed.has(unit)) return;
      failed.add(unit);
      failures += 1;
      throw Object.assign(new Error('could not serialize access'), { code: '40001' });
    };
    failures = 0;
  });

  /** Checks that the operation succeeds despite the failure, and that each of its events occurs once. */
  async function expectDone(run: () => Promise<unknown>, ...types: string[]): Promise<void> {
    world.log.length = 0;
    await run();
    const told = world.log.flatMap((line) => JSON.parse(line).event?.type ?? []);
    expect(told.toSorted()).toEqual(types.toSorted());
    expect(failures).toBeGreaterThan(0);
    failures = 0;
  }

  test('creates accounts, and opens, refreshes and ends sessions', async () => {
    const person = makePerson();
    let tokens: Tokens | undefined;
    await expectDone(async () => expect(codes(await world.signUp(person))).toEqual([]), 'account.created');
    await expectDone(async () => {
      tokens = (await world.logIn(person)).data.login;
    }, 'session.opened');
    const { refreshToken = '', accessToken = '' } = tokens ?? {};
    await expectDone(
      async () => expect(codes(await world.refresh(refreshToken))).toEqual([]),
      'session.refreshed',
    );
    await expectDone(
      async () => expect(codes(await world.refresh(refreshToken))).toEqual([]),
      'refresh.repeated',
    );
    await expectDone(
      async () =>
        expect((await world.logOut({ scope: 'ALL' }, accessToken)).data.logout.revokedSessions).toBe(1),
      'session.revoked',
    );
  });

  test('a reused session ends', async () => {
    const first = await world.openSession();
    const second = (await world.refresh(first.refreshToken)).data.refresh;
    await age(world, first.accessToken, '1 minute');
    await expectDone(
      async () => expect(codes(await world.refresh(first.refreshToken))).toEqual(['INVALID_REFRESH_TOKEN']),
      'session.revoked',
      'refresh.refused',
    );
    hooks = {};
    expect((await world.me(second.accessToken)).data.me).toBeNull();
  });

  test('rejections stay rejections', async () => {
    const person = await world.addPerson();
    await expectDone(
      async () => {
        const answers = [
          await world.logIn({ ...person, password: 'not the right one' }),
          await world.signUp({ ...makePerson(), username: person.username }),
          await world.refresh('nonsense'),
          await world.me('nonsense'),
        ];
        expect(answers.flatMap(codes)).toEqual([
          'INVALID_CREDENTIALS',
          'USERNAME_TAKEN',
          'INVALID_REFRESH_TOKEN',
          'UNAUTHENTICATED',
        ]);
      },
      'password.rejected',
      'signup.refused',
      'refresh.refused',
      'access.refused',
    );
  });

  test('an operator disables and enables accounts, and ends their sessions', async () => {
    const person = await world.addPerson();
    await world.openSession(person);
    const account = { ...person, id: Number(person.id), isActive: true, emailVerified: false };
    const command = () => systemContext(world.app, 'cli:test');
    await expectDone(
      async () => expect(await setActive(command(), account, false)).toBe(1),
      'account.disabled',
      'session.revoked',
    );
    await expectDone(() => setActive(command(), account, true), 'account.enabled');
    await world.openSession(person);
    await expectDone(
      async () => expect(await endSessionsOfUsers(command(), [account.id], [], 'administrator')).toBe(1),
      'session.revoked',
    );
  });
});

test('every rejection is an event with its reason', async () => {
  const person = await world.addPerson();
  await world.logIn({ ...person, password: 'not the right one' });
  await world.logIn(makePerson());
  await world.sql('update users set is_active = false where id = $1', [person.id]);
  await world.logIn(person);
  await world.refresh('nonsense');
  const refused = events.filter(({ outcome }) => outcome === 'refused');
  expect(refused.map(({ type, reason }) => [type, reason])).toEqual([
    ['password.rejected', 'wrong-password'],
    ['password.rejected', 'unknown-account'],
    ['session.refused', 'disabled'],
    ['refresh.refused', 'malformed'],
  ]);
});
