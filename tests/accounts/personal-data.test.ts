import { systemContext } from '../../src/feature/context.ts';
import { features } from '../../src/features.ts';
import { findUnlistedTables } from '../support/personal-tables.ts';
import { World } from '../support/world.ts';

const world = await World.start();
afterAll(() => world.stop());

test('a feature names every table with personal data in its personalData', async () => {
  expect(await findUnlistedTables(world, features)).toEqual([]);
});

test('the features together export all personal data, but no hash or secret', async () => {
  const person = await world.addPerson();
  await world.openSession(person);
  const owner = { ...person, id: Number(person.id), isActive: true, emailVerified: false };
  const ctx = systemContext(world.app, 'cli:test');
  const parts = features.map(({ personalData }) => personalData?.export(ctx, owner) ?? {});
  const exported = Object.assign({}, ...(await Promise.all(parts)));
  expect(exported).toMatchObject({
    username: person.username,
    email: person.email,
    passwordChangedAt: expect.anything(),
    sessions: [expect.objectContaining({ methods: ['pwd'], ipAddress: '127.0.0.1' })],
  });
  expect(JSON.stringify(exported)).not.toMatch(/\$2b\$|hash|secret/i);
});
