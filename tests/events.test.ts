import { readFileSync } from 'node:fs';
import { from, makePerson } from './support/client.ts';
import { age } from './support/time.ts';
import { decodeJwt, forgeAccessToken, forgeRefreshToken } from './support/tokens.ts';
import { World } from './support/world.ts';

interface Line {
  time: string;
  requestId: string;
  event: { type: string; outcome: string; reason?: string; userId?: number; sessionId?: string };
}

const env = { SESSIONS_PER_USER: '2', LOGIN_FAILURES_PER_ADDRESS: '45/15m', SIGNUPS_PER_ADDRESS: '8/1h' };
const world = await World.start({ env: { ...env, REFRESHES_PER_ADDRESS: '30/1h', TRUST_PROXY: '1' } });
afterAll(() => world.stop());

const events = (): Line[] =>
  world.log.flatMap((line) => {
    const parsed = JSON.parse(line);
    return parsed.event ? [parsed] : [];
  });

const unknownKey = (token: string) => `${token.slice(0, -8)}AAAAAAAA`;

/** Everything that can happen, once at least. */
async function liveThroughEverything(): Promise<void> {
  const person = await world.addPerson();
  const wrong = { ...person, password: 'a wrong guess' };
  await world.logIn(wrong);
  await world.logIn(makePerson());
  await world.signUp({ ...makePerson(), username: person.username });
  await world.signUp({ ...makePerson(), email: person.email });

  const stolen = await world.openSession(person);
  const second = (await world.refresh(stolen.refreshToken)).data.refresh;
  await world.refresh(stolen.refreshToken);
  await age(world, stolen.accessToken, '1 minute');
  await world.refresh(stolen.refreshToken);
  await world.refresh(second.refreshToken);
  await world.me(stolen.accessToken);

  const tokens = await world.openSession(person);
  const [access, refresh] = [decodeJwt(tokens.accessToken), decodeJwt(tokens.refreshToken)];
  const later = (seconds: number) => ({ ...access, iat: access.iat + seconds, exp: access.exp + seconds });
  for (const token of ['nonsense', unknownKey(tokens.accessToken)]) await world.me(token);
  for (const seconds of [3_600, -90_000]) await world.me(forgeAccessToken(later(seconds)));
  for (const token of ['nonsense', unknownKey(tokens.refreshToken)]) await world.refresh(token);
  await world.refresh(forgeRefreshToken({ ...refresh, gen: 7 }));
  await world.refresh(forgeRefreshToken({ ...refresh, sub: '2147483647' }));
  await world.logOut({ refreshToken: tokens.refreshToken });

  const old = await world.openSession(person);
  await age(world, old.accessToken, '40 days');
  await world.refresh(old.refreshToken);
  for (let time = 0; time < 3; time += 1) await world.openSession(person);
  const last = await world.openSession(person);
  await world.sql('update users set is_active = false where id = $1', [person.id]);
  await world.logIn(person);
  await world.refresh(last.refreshToken);
  await world.me(last.accessToken);

  for (let time = 0; time < 12; time += 1) await world.logIn(wrong, from('192.0.2.1'));
  for (let time = 0; time < 60; time += 1) await world.logIn(wrong, from(`198.51.100.${time}`));
  for (let time = 0; time < 46; time += 1) await world.logIn(makePerson(), from('192.0.2.2'));
  for (let time = 0; time < 9; time += 1) await world.signUp(makePerson(), from('192.0.2.3'));
  for (let time = 0; time < 31; time += 1) await world.refresh('nonsense', from('192.0.2.4'));
}

test('logs all that happens, as docs/events.md lists it', async () => {
  await liveThroughEverything();
  const rows = readFileSync('docs/events.md', 'utf8').matchAll(
    /^\| `([a-z.]+)` \| `([a-z]+)` \| (?:`(.+?)`)? ?\|/gm,
  );
  const documented = [...rows].map(([, type, outcome, reason]) => [type, outcome, reason].join(' '));
  const seen = events().map(({ event: { type, outcome, reason } }) => [type, outcome, reason].join(' '));
  expect(documented.toSorted()).toEqual([...new Set(seen)].toSorted());
});

test('says of each when it was, in which request, and whom it is about', () => {
  const lines = events();
  for (const { time, requestId, event } of lines) {
    expect(new Date(time).toISOString()).toBe(time);
    expect(requestId).toMatch(/^[\da-f-]{36}$/);
    const { type, reason = '' } = event;
    const isAboutAccount =
      !['unknown-account', 'malformed', 'unknown-key'].includes(reason) &&
      !['attempt.limited', 'signup.refused'].includes(type);
    const isAboutSession = isAboutAccount && !/^(account|password)\.|^session.refused/.test(type);
    expect([type, reason, typeof event.userId]).toEqual([
      type,
      reason,
      isAboutAccount ? 'number' : 'undefined',
    ]);
    expect([type, reason, typeof event.sessionId]).toEqual([
      type,
      reason,
      isAboutSession ? 'string' : 'undefined',
    ]);
  }
});

test('lets nobody forge a line, or bring one of their own words into it', async () => {
  const forged = 'mallory"}\r\n{"level":"info","event":{"type":"session.opened","outcome":"success"}}';
  world.log.length = 0;
  await world.logIn({ username: forged, password: forged });
  await world.logIn({ username: `${forged}@example.com`, password: forged });
  await world.signUp({ username: forged, email: forged, password: forged });
  await world.refresh(forged);
  await world.ask('{ me { id } }', {}, { headers: { authorization: `Bearer ${encodeURI(forged)}` } });
  await world.ask(
    'query mallory { mallory: me { id } }',
    {},
    { headers: { 'user-agent': 'mallory', 'x-request-id': 'mallory' } },
  );
  expect(world.log.length).toBeGreaterThan(8);
  for (const line of world.log) {
    expect([line.match(/\n/g)?.length, line.endsWith('\n')]).toEqual([1, true]);
    expect(JSON.parse(line).level).toMatch(/^(info|warn)$/);
    expect(line).not.toContain('mallory');
  }
});

test('names the root fields of an operation, also of those in fragments', async () => {
  world.log.length = 0;
  const query = `query { ...A ... { three: __typename } } fragment A on Query { ...B me { id } }
    fragment B on Query { me { username } }`;
  await world.ask(query);
  const lines = world.log.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'answered');
  expect(lines.map(({ fields }) => fields)).toEqual([['me', '__typename']]);
});

test('would notice a secret in a log: every service of the tests looks for those it was given', async () => {
  const careless = await World.start();
  const { accessToken } = await careless.openSession();
  careless.log.push(`{"msg":"${accessToken}"}\n`);
  await expect(careless.stop()).rejects.toThrow('The log holds a secret');
});
