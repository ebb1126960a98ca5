import { documentedEvents } from './support/documented.ts';
import { liveThroughEverything, narrowLimits } from './support/everything.ts';
import { World } from './support/world.ts';

interface Line {
  time: string;
  requestId: string;
  event: { type: string; outcome: string; reason?: string; userId?: number; sessionId?: string };
}

const world = await World.start({ env: narrowLimits });
afterAll(() => world.stop());

const events = (): Line[] =>
  world.log.flatMap((line) => {
    const parsed = JSON.parse(line);
    return parsed.event ? [parsed] : [];
  });

test('logs all that happens, as docs/events.md lists it', async () => {
  await liveThroughEverything(world);
  const documented = documentedEvents().map(({ type, outcome, reason }) => [type, outcome, reason].join(' '));
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
