import { z } from 'zod';
import { declaredEvents } from '../src/feature/declared-events.ts';
import { features } from '../src/features.ts';
import { declaredEventTypes } from '../src/kernel/events.ts';
import { documentedEvents } from './support/documented.ts';
import { World } from './support/world.ts';

const world = await World.start();
afterAll(() => world.stop());

test('docs/events.md lists every event that can happen, with its reasons, and no other', () => {
  const declared = declaredEvents(features).map(({ type, outcome, reason }) =>
    [type, outcome, reason].join(' '),
  );
  const documented = documentedEvents().map(({ type, outcome, reason }) => [type, outcome, reason].join(' '));
  expect({ 'to add to docs/events.md': declared.filter((each) => !documented.includes(each)) }).toEqual({
    'to add to docs/events.md': [],
  });
  expect(documented.toSorted()).toEqual(declared.toSorted());
  expect(declared.length).toBeGreaterThan(30);
});

test('a manifest lists every kind of event', () => {
  const listed = features.flatMap(({ events = [] }) => events.map(({ type }) => type));
  expect(listed.toSorted()).toEqual([...declaredEventTypes].toSorted());
});

test('an event holds only ids and a reason, and no text from a client', () => {
  for (const { type, payload } of features.flatMap(({ events = [] }) => events)) {
    for (const [name, value] of Object.entries(payload.shape)) {
      expect([type, name]).toEqual([
        type,
        expect.stringMatching(/^(userId|sessionId|reason|mailId|kind|replyCode)$/),
      ]);
      if (name === 'userId') expect(z.safeParse(value as z.ZodType, 'alice').success).toBe(false);
    }
  }
});

test('logs the time, the request and the account of each event', async () => {
  const person = await world.signUpPerson();
  const { refreshToken, accessToken } = await world.openSession(person);
  await world.refresh(refreshToken);
  await world.logIn({ ...person, password: 'a wrong guess' });
  await world.logOut(null, accessToken);
  const told = world.log.map((line) => JSON.parse(line)).filter(({ event }) => event);
  expect(told.map(({ event }) => event.type)).toEqual([
    'account.created',
    'session.opened',
    'session.refreshed',
    'password.rejected',
    'session.revoked',
  ]);
  for (const { time, requestId, event } of told) {
    expect(new Date(time).toISOString()).toBe(time);
    expect(requestId).toMatch(/^[\da-f-]{36}$/);
    expect(event.userId).toBe(Number(person.id));
    expect([event.type, typeof event.sessionId]).toEqual([
      event.type,
      event.type.startsWith('session.') ? 'string' : 'undefined',
    ]);
  }
  expect(told.at(-1).event.actor).toBe(`user:${person.id}`);
});

test('lets no client forge a line or put its own text into one', async () => {
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

test('names the root fields of an operation, including those in fragments', async () => {
  world.log.length = 0;
  const query = `query { ...A ... { three: __typename } } fragment A on Query { ...B me { id } }
    fragment B on Query { me { username } }`;
  await world.ask(query);
  const lines = world.log.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'answered');
  expect(lines.map(({ fields }) => fields)).toEqual([['me', '__typename']]);
});

test('detects a secret in a log: every service in the tests looks for its own secrets', async () => {
  const careless = await World.start();
  const { accessToken } = await careless.openSession();
  careless.log.push(`{"msg":"${accessToken}"}\n`);
  await expect(careless.stop()).rejects.toThrow('The log holds a secret');
});
