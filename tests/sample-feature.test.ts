import { randomInt } from 'node:crypto';
import pg from 'pg';
import { Field, ObjectType, Query, Resolver } from 'type-graphql';
import { Attempts, Guarded, OwnerOnly } from '../src/feature/access.ts';
import { checkFeatures } from '../src/feature/check-features.ts';
import { systemContext } from '../src/feature/context.ts';
import type { Feature, ResolverClass } from '../src/feature/feature.ts';
import { features } from '../src/features.ts';
import { buildServiceSchema } from '../src/graphql/schema.ts';
import { defineError } from '../src/kernel/errors.ts';
import { aboutAccount, defineEvent } from '../src/kernel/events.ts';
import { core, settingGroups } from '../src/startup/own-declarations.ts';
import { badgeAttempt } from './sample-feature/badge-attempt.ts';
import { badgeTaken } from './sample-feature/badges.errors.ts';
import { badges } from './sample-feature/badges.feature.ts';
import { BadgesResolver } from './sample-feature/badges.resolver.ts';
import { tables } from './sample-feature/tables.ts';
import { codes, type Person, type Tokens } from './support/client.ts';
import { printed, runCommand } from './support/command-line.ts';
import { freePort } from './support/free-port.ts';
import { until } from './support/left-behind.ts';
import { within } from './support/patience.ts';
import { findUnlistedTables } from './support/personal-tables.ts';
import { scrape } from './support/scrape.ts';
import { age } from './support/time.ts';
import { decodeJwt, testSecretKey } from './support/tokens.ts';
import { World } from './support/world.ts';

/** Every statement this process sends to PostgreSQL, by its name or first words. Tests below count them. */
const statements: string[] = [];
const send = pg.Client.prototype.query as (...values: unknown[]) => unknown;
pg.Client.prototype.query = function (this: pg.Client, ...values: unknown[]) {
  const [query] = values as [string | { name?: string; text?: string }];
  statements.push(typeof query === 'string' ? query : (query.name ?? query.text ?? ''));
  return send.apply(this, values);
} as never;
afterAll(() => {
  pg.Client.prototype.query = send as never;
});

const port = await freePort();
const withBadges = [...features, badges];
const env = { BADGES: 'true' };
const world = await World.start({ features: withBadges, env: { ...env, METRICS_PORT: String(port) } });
await world.sql(tables);
afterAll(() => world.stop());

const makeNumber = () => String(randomInt(100_000, 1_000_000));
const set = 'mutation ($number: String) { setBadge(input: { number: $number }) { badge hasBadge } }';
const proceed = `mutation ($challenge: String!, $number: String!) {
  continueWithBadge(challenge: $challenge, number: $number) { accessToken refreshToken } }`;

/** Adds a signed-in user with a badge. */
async function addWearer(): Promise<{ person: Person & { id: string }; number: string; tokens: Tokens }> {
  const person = await world.addPerson();
  const tokens = await world.openSession(person);
  const number = makeNumber();
  await world.ask(set, { number }, { token: tokens.accessToken });
  return { person, number, tokens };
}

const challengeOf = async (person: Person): Promise<string> =>
  String((await world.logIn(person)).errors?.[0]?.extensions.challenge);

const events = (userId: string) =>
  world.log
    .flatMap((line) => JSON.parse(line).event ?? [])
    .filter((event) => event.userId === Number(userId))
    .map(({ type, reason }) => (reason ? `${type} ${reason}` : type));

test('a gate rejects a proved account, and a second step opens the session at level 2', async () => {
  const { person, number } = await addWearer();
  const refused = await world.logIn(person);
  expect(codes(refused)).toEqual(['BADGE_REQUIRED']);
  const challenge = refused.errors?.[0]?.extensions.challenge;
  expect(codes(await world.ask(proceed, { challenge, number: makeNumber() }))).toEqual(['BADGE_INVALID']);
  const { accessToken, refreshToken } = (await world.ask(proceed, { challenge, number })).data
    .continueWithBadge;
  expect((await world.me(accessToken)).data.me.username).toBe(person.username);
  expect(codes(await world.ask(proceed, { challenge, number }))).toEqual(['BADGE_INVALID']);
  const select = 'select methods, level, authenticated_at from sessions where id = $1';
  const [before] = await world.sql(select, [decodeJwt(accessToken).sid]);
  expect(before).toMatchObject({ methods: ['pwd', 'badge'], level: 2 });
  await world.refresh(refreshToken);
  expect(await world.sql(select, [decodeJwt(accessToken).sid])).toEqual([before]);
  expect(events(person.id).slice(-3)).toEqual([
    'badge.rejected wrong-number',
    'session.opened badge',
    'session.refreshed',
  ]);
});

test('of 20 concurrent second steps, one opens a session', async () => {
  const { person, number } = await addWearer();
  const challenge = await challengeOf(person);
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => world.ask(proceed, { challenge, number })),
  );
  expect(answers.filter(({ data }) => data).length).toBe(1);
  const rows = await world.sql("select from sessions where user_id = $1 and 'badge' = any(methods)", [
    person.id,
  ]);
  expect(rows).toHaveLength(1);
});

test("a gate's rejection after a correct password is not a failed guess", async () => {
  const { person } = await addWearer();
  for (let time = 1; time <= 12; time += 1) {
    expect([time, ...codes(await world.logIn(person))]).toEqual([time, 'BADGE_REQUIRED']);
  }
});

test("a feature's guard runs after the check of the access token", async () => {
  const person = await world.addPerson();
  const { accessToken: token } = await world.openSession(person);
  const report = (options = {}) => world.ask('mutation { reportBadgeLost }', {}, options);
  expect(codes(await report())).toEqual(['UNAUTHENTICATED']);
  expect(codes(await report({ token }))).toEqual(['NO_BADGE']);
  await world.ask(set, { number: makeNumber() }, { token });
  expect(codes(await report({ token }))).toEqual([]);
});

test('a field on User is loaded once for all accounts, and @OwnerOnly shows it only to the owner', async () => {
  const wearers = [await addWearer(), await addWearer()];
  const other = await world.openSession();
  const query = `query ($ids: [_Any!]!) { _entities(representations: $ids) { ... on User { badge hasBadge } } }`;
  const ids = wearers.map(({ person }) => ({ __typename: 'User', id: person.id }));
  statements.length = 0;
  const { data } = await world.ask(query, { ids }, { token: other.accessToken });
  expect(data._entities).toEqual(Array(2).fill({ badge: null, hasBadge: true }));
  expect(statements.filter((name) => name === 'badges')).toHaveLength(1);
  for (const { tokens, number } of wearers) {
    const mine = await world.ask('{ me { badge hasBadge } }', {}, { token: tokens.accessToken });
    expect(mine.data.me).toEqual({ badge: number, hasBadge: true });
  }
});

test('fields selected on a mutation show its changes, and bad input is reported by path', async () => {
  const { accessToken: token } = await world.openSession();
  const [first, second] = [makeNumber(), makeNumber()];
  const one = (name: string, value: string) =>
    `${name}: setBadge(input: { number: ${value} }) { badge hasBadge }`;
  const query = `mutation { ${one('a', `"${first}"`)} ${one('b', `"${second}"`)} ${one('c', 'null')} }`;
  expect((await world.ask(query, {}, { token })).data).toEqual({
    a: { badge: first, hasBadge: true },
    b: { badge: second, hasBadge: true },
    c: { badge: null, hasBadge: false },
  });
  const refused = await world.ask(set, { number: '12' }, { token });
  expect(refused.errors?.[0]?.extensions.fields).toEqual([
    { path: ['input', 'number'], reason: 'INVALID_BADGE', message: 'A badge has 6 digits.' },
  ]);
});

test('another process runs the job of a dead process after its lease, and a failing job is abandoned', async () => {
  const { person } = await addWearer();
  const insert = `insert into badge_notices (id, user_id, tries, claimed_until)
    values (gen_random_uuid(), $1, $2, $3::timestamptz) returning id`;
  const select =
    'select tries, finished_at is not null as done, given_up_at is not null as lost from badge_notices where id = $1';
  const [held] = await world.sql(insert, [person.id, 1, new Date(Date.now() + 700)]);
  await until(
    'the notice of the dead process',
    async () => (await world.sql(select, [held?.id]))[0]?.done === true,
  );
  expect(await world.sql(select, [held?.id])).toEqual([{ tries: 2, done: true, lost: false }]);
  // Without a user, the event does not have its declared shape, so the job fails.
  await world.sql('alter table badge_notices alter column user_id drop not null');
  const [failing] = await world.sql(insert, [null, 0, null]);
  await until(
    'the end of a job that fails',
    async () => (await world.sql(select, [failing?.id]))[0]?.lost === true,
  );
  expect(await world.sql(select, [failing?.id])).toEqual([{ tries: 3, done: false, lost: true }]);
  const told = world.log.map((line) => JSON.parse(line)).filter(({ job }) => job === failing?.id);
  expect(told.map(({ tries, outcome }) => [tries, outcome])).toEqual([
    [1, 'postponed'],
    [2, 'postponed'],
    [3, 'given up'],
  ]);
});

test('a claim is evaluated for every token', async () => {
  const person = await world.addPerson();
  const { accessToken: token, refreshToken } = await world.openSession(person);
  expect(decodeJwt(token)).not.toHaveProperty('badge');
  await world.ask(set, { number: makeNumber() }, { token });
  expect(decodeJwt((await world.refresh(refreshToken)).data.refresh.accessToken)).toMatchObject({
    badge: true,
  });
});

test('a claim that fails or is too long is omitted, and the session survives', async () => {
  let broken = true;
  const failing: Feature = {
    name: 'failing',
    claims: {
      broken: () => {
        if (broken) throw new Error('the planted feature is out of order');
        return true;
      },
      long: () => 'x'.repeat(5_000),
    },
  };
  const other = await World.start({ features: [...withBadges, failing], env, database: world.database });
  const first = await other.openSession();
  const second = (await other.refresh(first.refreshToken)).data.refresh;
  broken = false;
  const third = (await other.refresh(second.refreshToken)).data.refresh;
  for (const { accessToken } of [first, second, third]) {
    expect(decodeJwt(accessToken)).not.toHaveProperty('long');
    expect(codes(await other.me(accessToken))).toEqual([]);
  }
  expect([first, second, third].map(({ accessToken }) => 'broken' in decodeJwt(accessToken))).toEqual([
    false,
    false,
    true,
  ]);
  await other.stop();
});

test('a user who requests a taken badge keeps the old badge, and racing calls of one user do not collide', async () => {
  const [one, two] = [await addWearer(), await addWearer()];
  const refused = await world.ask(set, { number: two.number }, { token: one.tokens.accessToken });
  expect(codes(refused)).toEqual(['BADGE_TAKEN']);
  expect(codes(await world.logIn(one.person))).toEqual(['BADGE_REQUIRED']);
  const own = { number: makeNumber() };
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => world.ask(set, own, { token: one.tokens.accessToken })),
  );
  expect(answers.flatMap(codes)).toEqual([]);
});

test('a declared revocation reason works, and an undeclared one is rejected', async () => {
  const { person, tokens } = await addWearer();
  const lost = await world.ask('mutation { reportBadgeLost }', {}, { token: tokens.accessToken });
  expect(lost.data).toEqual({ reportBadgeLost: 1 });
  expect(events(person.id)).toContain('session.revoked badge-lost');
  expect((await world.me(tokens.accessToken)).errors?.[0]?.extensions.reason).toBe('SESSION_ENDED');
});

test("a listener's writes are committed with an event that names actor and request", async () => {
  const { person } = await addWearer();
  const rows = await world.sql('select type, actor, request_id from badge_log where user_id = $1', [
    person.id,
  ]);
  expect(rows).toEqual([
    { type: 'account.created', actor: 'anonymous', request_id: expect.stringMatching(/^[\da-f-]{36}$/) },
    { type: 'session.opened', actor: 'anonymous', request_id: expect.any(String) },
    { type: 'badge.added', actor: `user:${person.id}`, request_id: expect.any(String) },
  ]);
});

test('a listener on logins costs refresh no statement, and me and rejected bearers write nothing', async () => {
  const { accessToken, refreshToken } = await world.openSession();
  const during = async (run: () => Promise<unknown>) => {
    statements.length = 0;
    await run();
    // The counters, the queue of jobs, and the key sync send statements, too.
    return statements.filter((name) => !/^(throttle|claim-|signing-keys)/.test(name));
  };
  expect(await during(() => world.me(accessToken))).toEqual(['viewers']);
  expect(await during(() => world.me('nonsense'))).toEqual([]);
  // The second statement looks up the badge for the token's claim.
  expect(await during(() => world.refresh(refreshToken))).toEqual(['rotate-many', 'badges']);
});

test('one of two replicas runs a job once, soon after its cause is committed', async () => {
  const replica = await World.start({ features: withBadges, env, database: world.database });
  const wearers = await Promise.all(Array.from({ length: 8 }, addWearer));
  const noticed = () =>
    [...world.log, ...replica.log]
      .filter((line) => line.includes('"badge.noticed"'))
      .map((line) => JSON.parse(line));
  const ids = wearers.map(({ person }) => Number(person.id)).toSorted();
  const ofThese = () => noticed().filter(({ event }) => ids.includes(event.userId));
  await until('all notices', () => ofThese().length >= ids.length);
  await replica.stop();
  expect(
    ofThese()
      .map(({ event }) => event.userId)
      .toSorted(),
  ).toEqual(ids);
  expect(new Set(ofThese().map(({ event }) => event.actor))).toEqual(new Set(['job:badge-notices']));
  const [left] = await world.sql(
    'select count(*)::int as n from badge_notices where finished_at is null and given_up_at is null',
  );
  expect(left).toEqual({ n: 0 });
});

test('a route accepts POST, sets a cookie, returns errors in the usual format, and redirects', async () => {
  const { person, number } = await addWearer();
  const scan = (body: unknown) =>
    fetch(new URL('/badges/scan', world.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const found = await scan({ number });
  expect([found.status, await found.json()]).toEqual([201, { username: person.username }]);
  expect(found.headers.get('set-cookie')).toBe('badge_reader=1; HttpOnly; SameSite=Strict');
  const refused = await scan({ number: 7 });
  expect([refused.status, await refused.json()]).toEqual([
    400,
    { errors: [{ message: expect.any(String), extensions: { code: 'BADGE_INVALID' } }] },
  ]);
  const moved = await fetch(new URL('/badges', world.url), { redirect: 'manual' });
  expect([moved.status, moved.headers.get('location')]).toEqual([303, '/badges/scan']);
});

test('a command works while the service runs', async () => {
  const { person, number } = await addWearer();
  const { code, stdout } = await runCommand(['badges', 'show', person.username], {
    env: { ...env, DATABASE_URL: world.database, SECRET_KEY: testSecretKey },
    features: withBadges,
  });
  expect([code, printed(stdout)]).toEqual([0, [{ username: person.username, badge: number }]]);
});

test('monitoring reads a gauge', async () => {
  await addWearer();
  const [row] = await world.sql<{ n: number }>('select count(*)::int as n from badges');
  expect((await scrape(port)).get('auth_badges')).toBe(row?.n);
});

test('an operation may try only one credential', async () => {
  const fields = 'continueWithBadge(challenge: "a", number: "1") { accessToken }';
  const twice = await world.ask(`mutation { a: ${fields} b: ${fields} }`);
  expect(twice.errors?.[0]?.message).toContain('continueWithBadge');
});

test('a limit of the feature rejects its attempts under its own name, and no logins', async () => {
  const { person, number } = await addWearer();
  const challenge = await challengeOf(person);
  await world.sql("delete from throttle_counters where key like 'badge-address:%'");
  for (let time = 1; time <= 30; time += 1) {
    const guess = await world.ask(proceed, { challenge, number: makeNumber() });
    expect([time, ...codes(guess)]).toEqual([time, 'BADGE_INVALID']);
  }
  expect(codes(await world.ask(proceed, { challenge, number }))).toEqual(['RATE_LIMITED']);
  expect(world.log.filter((line) => line.includes('"reason":"badge-address"'))).toHaveLength(1);
  expect(codes(await world.logIn(person))).toEqual(['BADGE_REQUIRED']);
});

test('without its setting the feature is disabled', async () => {
  const { person } = await addWearer();
  const without = await World.start({ features: withBadges, database: world.database });
  expect(codes(await without.logIn(person))).toEqual([]);
  expect(codes(await without.ask(set, { number: makeNumber() }))).toEqual(['GRAPHQL_VALIDATION_FAILED']);
  expect((await fetch(new URL('/badges', without.url))).status).toBe(404);
  await without.stop();
});

test('its personal data is exported', async () => {
  const { person, number } = await addWearer();
  const owner = { ...person, id: Number(person.id), isActive: true, emailVerified: false };
  expect(await badges.personalData?.export(systemContext(world.app, 'cli:test'), owner)).toEqual({
    badge: number,
  });
  const unlisted = await findUnlistedTables(world, features);
  expect(unlisted).toEqual(['badge_challenges', 'badge_log', 'badge_notices', 'badges']);
  expect(await findUnlistedTables(world, withBadges)).toEqual([]);
});

test('its check is part of "admin check"', async () => {
  const env = { DATABASE_URL: world.database, SECRET_KEY: testSecretKey, BADGES: 'true' };
  const { code, stdout } = await runCommand(['check'], { env, features: withBadges });
  expect([code, printed(stdout)]).toMatchObject([0, [{ database: 'ok', badges: 'ok' }]]);
  await world.sql('alter table badges rename to badges_away');
  const failed = await runCommand(['check'], { env, features: withBadges });
  await world.sql('alter table badges_away rename to badges');
  expect([failed.code, failed.stderr]).toEqual([1, 'The table of badges cannot be read.\n']);
});

describe('the service does not start', () => {
  const other = (declared: Partial<Feature>): Feature => ({ name: 'other', ...declared });

  test.each<[string, Feature, string]>([
    ['name', { name: 'badges' }, 'the feature "badges" is declared by "badges" and by "badges"'],
    ['setting', other({ settings: { BADGES: badges.settings?.BADGES as never } }), 'the setting "BADGES"'],
    [
      "setting of the core's",
      other({ settings: { PORT: badges.settings?.BADGES as never } }),
      'the setting "PORT"',
    ],
    ['code', other({ errors: [defineError('USERNAME_TAKEN', '')] }), 'the error code "USERNAME_TAKEN"'],
    [
      "code of the core's",
      other({ errors: [defineError('UNAUTHENTICATED', '')] }),
      'the error code "UNAUTHENTICATED"',
    ],
    [
      'event',
      other({ events: [defineEvent('badge.added', 'success', aboutAccount)] }),
      'the event "badge.added"',
    ],
    ['attempt', other({ attempts: [{ name: 'badge' }] }), 'the attempt "badge"'],
    [
      'limit',
      other({
        attempts: [{ name: 'other', limits: [{ name: 'login-name', by: 'site', rate: () => undefined }] }],
      }),
      'the limit "login-name"',
    ],
    ['proof method', other({ proofMethods: [{ name: 'pwd', factors: [] }] }), 'the proof method "pwd"'],
    ['revocation reason', other({ revocationReasons: ['logout'] }), 'the revocation reason "logout"'],
    ['reference', other({ references: { User: async () => null } }), 'the reference "User"'],
    [
      'route',
      other({ routes: [{ method: 'GET', path: '/.well-known/jwks.json', handle: () => ({ body: {} }) }] }),
      'the route "GET /.well-known/jwks.json"',
    ],
    [
      "route of the core's",
      other({ routes: [{ method: 'POST', path: '/graphql', handle: () => ({ body: {} }) }] }),
      'the route "POST /graphql"',
    ],
    [
      'command',
      other({ commands: { 'users show': badges.commands?.['badges show'] as never } }),
      'the command "users show"',
    ],
    [
      "command of the core's",
      other({ commands: { check: badges.commands?.['badges show'] as never } }),
      'the command "check"',
    ],
    ['claim', other({ claims: { badge: () => 1 } }), 'the claim "badge"'],
    ['standard claim', other({ claims: { sub: () => 1 } }), 'the claim "sub"'],
    ['gauge', other({ gauges: { badges: { help: '', read: () => 1 } } }), 'the gauge "badges"'],
    ["gauge of the core's", other({ gauges: { ready: { help: '', read: () => 1 } } }), 'the gauge "ready"'],
    ['check', other({ checks: { redis: async () => 'ok' } }), 'the check "redis"'],
    ["check of the core's", other({ checks: { database: async () => 'ok' } }), 'the check "database"'],
  ])('for a %s that two features declare, and names both', (_what, planted, message) => {
    const check = () => checkFeatures(core, [...withBadges, planted]);
    expect(check).toThrow(message);
    expect(check).toThrow(new RegExp(`is declared by ".+" and by "${planted.name}"`));
  });

  test('for a listener to an event that no feature declares', () => {
    const deaf = other({ listensTo: ['session.opend'], onEvent: () => undefined });
    expect(() => checkFeatures(core, [...features, deaf])).toThrow('"other" listens to "session.opend"');
  });

  test('for an attempt that no feature declares', () => {
    const { attempts: _, ...undeclared } = badges;
    expect(() => buildServiceSchema([...features, undeclared])).toThrow(
      `"continueWithBadge" makes an attempt "${badgeAttempt.name}", which no feature declares`,
    );
  });

  test('for a misplaced mark', () => {
    @Resolver()
    class Misplaced {
      @Attempts(badgeAttempt)
      @Query(() => String)
      planted(): string {
        return '';
      }
    }
    @ObjectType()
    class Device {
      @OwnerOnly()
      @Field(() => String)
      secret!: string;
    }
    @ObjectType()
    class Guards {
      @Guarded(() => undefined)
      @Field(() => String)
      secret!: string;
    }
    @Resolver()
    class Marked {
      @Query(() => Device)
      device(): Device {
        return new Device();
      }

      @Query(() => Guards)
      guards(): Guards {
        return new Guards();
      }
    }
    const build = (resolver: ResolverClass) => () =>
      buildServiceSchema([...withBadges, other({ resolvers: [resolver] })]);
    expect(build(Misplaced)).toThrow('Query.planted: @Attempts works on mutations only.');
    expect(build(Marked)).toThrow(
      /Device.secret: @OwnerOnly works on fields of User only|Guards.secret: @Open and @Guarded/,
    );
  });

  test('for a root field that two features declare', () => {
    const twin = other({ resolvers: [BadgesResolver] });
    expect(() => buildServiceSchema([...withBadges, twin])).toThrow(
      /^The root field "\w+" is declared by "badges" and by "other"\.$/,
    );
  });

  test('in the service itself, before opening anything', async () => {
    const planted = other({ revocationReasons: ['logout'] });
    await expect(World.start({ features: [...features, planted] })).rejects.toThrow(
      'the revocation reason "logout"',
    );
  });
});

test('the features that ship fit together, and every setting is in one group', () => {
  expect(() => checkFeatures(core, features)).not.toThrow();
  const names = settingGroups().flatMap((group) => Object.keys(group));
  expect(new Set(names).size).toBe(names.length);
});

test('an old login does not count as fresh', async () => {
  const { accessToken } = await world.openSession();
  await age(world, accessToken, '11 minutes');
  expect(codes(await world.ask(set, { number: makeNumber() }, { token: accessToken }))).toEqual([
    'REAUTHENTICATION_REQUIRED',
  ]);
});

describe('a route', () => {
  const handled: string[] = [];
  const textOf = (query: Readonly<Record<string, unknown>>) => String(query.value);
  const planted: Feature = {
    name: 'planted',
    routes: [
      {
        method: 'GET',
        path: '/planted/cookie',
        handle(ctx, { query }) {
          handled.push(textOf(query));
          ctx.request.cookieToSet = `planted=${textOf(query)}`;
          return { body: {} };
        },
      },
      {
        method: 'GET',
        path: '/planted/header',
        handle: (_ctx, { query }) => ({ headers: { 'x-planted': textOf(query) }, body: {} }),
      },
      {
        method: 'GET',
        path: '/planted/redirect',
        handle: (_ctx, { query }) => ({ redirect: `/next?value=${textOf(query)}` }),
      },
      {
        method: 'GET',
        path: '/planted/content/:name',
        answersHead: true,
        handle: (_ctx, { params }) => ({
          status: 203,
          headers: { 'cache-control': 'public, max-age=60' },
          type: 'text/html; charset=utf-8',
          content: Buffer.from(`<h1>${params.name}</h1>`),
        }),
      },
      { method: 'POST', path: '/planted/refused', handle: () => ({ status: 409, error: badgeTaken() }) },
    ],
  };
  const port = freePort();
  let service: World;
  beforeAll(async () => {
    service = await World.start({
      features: [...withBadges, planted],
      env: { ...env, METRICS_PORT: String(await port) },
      database: world.database,
    });
  });
  afterAll(() => service.stop());

  const get = (path: string, value: string) =>
    fetch(new URL(`/planted/${path}?value=${encodeURIComponent(value)}`, service.url), {
      redirect: 'manual',
      signal: AbortSignal.timeout(within(5_000)),
    });
  const lines = () => service.log.map((line) => JSON.parse(line));
  const answered = async (requestId: string | null) => {
    const find = () => lines().find((line) => line.msg === 'answered' && line.requestId === requestId);
    await until('the line of the request', () => find() !== undefined);
    return find();
  };

  test('that accepts GET ignores HEAD, but health checks answer it', async () => {
    const head = (path: string) => fetch(new URL(path, service.url), { method: 'HEAD' });
    const answer = await head('/planted/cookie?value=1');
    expect([answer.status, answer.headers.get('set-cookie'), handled]).toEqual([404, null, []]);
    expect((await get('cookie', '1')).headers.get('set-cookie')).toBe('planted=1');
    expect([(await head('/healthz')).status, (await head('/readyz')).status]).toEqual([200, 200]);
  });

  test('returns content of any media type by its parameter, and HEAD gets its headers', async () => {
    const url = new URL('/planted/content/one%2Ftwo', service.url);
    const [got, head] = [await fetch(url), await fetch(url, { method: 'HEAD' })];
    expect([await got.text(), await head.text()]).toEqual(['<h1>one/two</h1>', '']);
    for (const { status, headers } of [got, head])
      expect([
        status,
        headers.get('content-type'),
        headers.get('cache-control'),
        headers.get('content-length'),
      ]).toEqual([203, 'text/html; charset=utf-8', 'public, max-age=60', '16']);
  });

  test.each([
    ['cookie', 'a\r\nb'],
    ['cookie', '\u0100'],
    ['header', 'a\nb'],
    ['header', '\u{1f600}'],
    ['redirect', '\r\nset-cookie: planted=1'],
  ])('whose %s holds the unsendable value %j returns a masked error and logs it', async (path, value) => {
    const answer = await get(path, value);
    const requestId = answer.headers.get('x-request-id');
    expect([answer.status, await answer.json()]).toEqual([
      500,
      { errors: [{ message: expect.any(String), extensions: { code: 'INTERNAL_SERVER_ERROR', requestId } }] },
    ]);
    expect([answer.headers.get('set-cookie'), answer.headers.get('location')]).toEqual([null, null]);
    const unexpected = lines().filter((line) => line.level === 'error' && line.requestId === requestId);
    expect(unexpected.map(({ msg }) => msg)).toEqual(['unexpected error']);
    expect((await answered(requestId)).codes).toEqual(['INTERNAL_SERVER_ERROR']);
  });

  test('percent-encodes only non-ASCII characters in a redirect', async () => {
    const moved = await get('redirect', '\u0100%20\u{1f600}&b=/');
    expect([moved.status, moved.headers.get('location')]).toEqual([
      303,
      '/next?value=%C4%80%20%F0%9F%98%80&b=/',
    ]);
  });

  test('that rejects a request is logged and counted with its code', async () => {
    const post = (path: string, body: string) =>
      fetch(new URL(path, service.url), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      });
    for (const [path, body, status, code] of [
      ['/planted/refused', '{}', 409, 'BADGE_TAKEN'],
      ['/badges/scan', '{"number":7}', 400, 'BADGE_INVALID'],
      ['/badges/scan', '{', 400, 'BAD_REQUEST'],
    ] as const) {
      const answer = await post(path, body);
      expect(answer.status).toBe(status);
      expect(await answered(answer.headers.get('x-request-id'))).toMatchObject({ path, codes: [code] });
      expect((await scrape(await port)).get(`auth_requests_total{operation="none",code="${code}"}`)).toBe(1);
    }
  });
});

test('a failing stop function does not prevent the others, and is reported', async () => {
  const ended: string[] = [];
  const planted = (name: string, end: () => void): Feature => ({ name, start: () => end });
  const service = await World.start({
    features: [
      ...features,
      planted('first', () => ended.push('first')),
      planted('second', () => {
        throw new Error('the second one does not end');
      }),
      planted('third', () => {
        throw new Error('the third one does not end');
      }),
    ],
  });
  await service.signUpPerson();
  await expect(service.endService()).rejects.toThrow('the third one does not end');
  expect(ended).toEqual(['first']);
  await expect(service.app.database.write('select 1', [])).rejects.toThrow();
  await service.stop();
});

test('a command with the name of a built-in command is rejected, and the message names both', async () => {
  const run = () => ({ configuration: 'replaced' });
  const planted: Feature = { name: 'planted', commands: { check: { help: 'Planted.', run } } };
  const { code, stdout, stderr } = await runCommand(['check'], { features: [...features, planted] });
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toContain('the command "check" is declared by "the service itself" and by "planted"');
});

test('a command that opens the database twice gets the same connection', async () => {
  const planted: Feature = {
    name: 'planted',
    commands: {
      twice: {
        help: 'Planted.',
        async run({ open }) {
          const [one, two] = await Promise.all([open(), open()]);
          const three = await open();
          return { same: one.app === two.app && two.app === three.app };
        },
      },
    },
  };
  const { code, stdout } = await runCommand(['twice'], {
    env: { DATABASE_URL: world.database, SECRET_KEY: testSecretKey },
    features: [...features, planted],
  });
  expect([code, printed(stdout)]).toEqual([0, [{ same: true }]]);
});
