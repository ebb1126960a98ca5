import { ageSession } from '../support/time.ts';
import { World } from '../support/world.ts';
import { sensitive as ask, withSensitive } from './sensitive.ts';

const statements: string[] = [];

const world = await World.start({ features: withSensitive });
afterAll(() => world.stop());

const sensitive = (token?: string) => ask(world, token);

test('a login counts as a recent proof, and costs a sensitive operation no statement of its own', async () => {
  const { accessToken } = await world.openSession();
  const { database } = world.app;
  const read = jest.spyOn(database, 'read').mockImplementation(function (
    this: typeof database,
    name,
    ...rest
  ) {
    statements.push(name);
    return Object.getPrototypeOf(database).read.call(database, name, ...rest);
  });
  expect((await sensitive(accessToken)).data).toEqual({ sensitive: 1 });
  read.mockRestore();
  expect(statements).toEqual(['viewers']);
});

test('an old proof is rejected with what the client needs to know, even right after a refresh', async () => {
  const { accessToken, refreshToken } = await world.openSession();
  await ageSession(world, accessToken);
  const fresh = (await world.refresh(refreshToken)).data.refresh.accessToken;
  for (const token of [accessToken, fresh]) {
    const { data, errors } = await sensitive(token);
    expect(data).toBeNull();
    expect(errors?.[0]?.extensions).toEqual({
      code: 'REAUTHENTICATION_REQUIRED',
      methods: ['PASSWORD'],
      maxAgeSeconds: 600,
      acr: 'urn:auth-service:1',
    });
  }
});

test('REAUTHENTICATION_MAX_AGE is the age at which a proof stops counting', async () => {
  const { accessToken } = await world.openSession();
  await ageSession(world, accessToken, '9 minutes 50 seconds');
  expect((await sensitive(accessToken)).errors).toBeUndefined();
  await ageSession(world, accessToken, '10 minutes 2 seconds');
  expect((await sensitive(accessToken)).errors?.[0]?.extensions.code).toBe('REAUTHENTICATION_REQUIRED');
});

test('another login does not make this session recent', async () => {
  const person = await world.addPerson();
  const { accessToken } = await world.openSession(person);
  await ageSession(world, accessToken);
  await world.openSession(person);
  expect((await sensitive(accessToken)).errors?.[0]?.extensions.code).toBe('REAUTHENTICATION_REQUIRED');
});

test('callers without a session get UNAUTHENTICATED', async () => {
  expect((await sensitive()).errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
});
