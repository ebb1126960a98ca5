import { codes, makePerson } from '../support/client.ts';
import { ageSession } from '../support/time.ts';
import { eventsOf, forgetLimits, startSignup } from '../support/verification.ts';
import { World } from '../support/world.ts';

const world = await World.start();
afterAll(() => world.stop());
beforeEach(() => forgetLimits(world));

const myData = (token?: string) =>
  world.ask('{ myData { exportedAt sections { name entries } } }', {}, token === undefined ? {} : { token });

interface Section {
  name: string;
  entries: Record<string, unknown>[];
}

test('exports everything about the caller, by subject, and nothing about other people', async () => {
  const [person, other] = [await world.addPerson(), await world.addPerson()];
  await world.openSession(other);
  const { accessToken } = await world.openSession(person);
  await world.ask(`mutation ($e: String!) { requestPasswordReset(input: { email: $e }) { flow } }`, {
    e: person.email,
  });
  world.log.length = 0;
  const answer = await myData(accessToken);
  const sections: Section[] = answer.data.myData.sections;
  const section = (name: string) => sections.find((each) => each.name === name)?.entries;
  expect(section('account')).toEqual([
    expect.objectContaining({
      id: Number(person.id),
      username: person.username,
      email: person.email,
      isActive: true,
      createdAt: expect.stringMatching(/Z$/),
      emailVerifiedAt: null,
      renamedAt: null,
      passwordChangedAt: expect.stringMatching(/Z$/),
    }),
  ]);
  expect(section('sessions')).toMatchObject([{ methods: ['pwd'], ipAddress: '127.0.0.1' }]);
  expect(section('mails')).toMatchObject([{ kind: 'reset-password', recipient: person.email }]);
  expect(section('requestedMails')).toMatchObject([{ purpose: 'reset-password', email: person.email }]);
  expect(section('unfinishedLogins')).toEqual([]);
  expect(answer.text).not.toContain(other.username);
  expect(answer.text).not.toMatch(/\$2b\$|hash|secret|nonce/i);
  expect(Date.parse(answer.data.myData.exportedAt)).toBeGreaterThan(Date.now() - 60_000);
  expect(eventsOf(world)).toEqual(['account.exported owner']);
});

test('an account with an unproved email does not see the signups of the person whose email it may be', async () => {
  const person = await world.addPerson();
  const { accessToken } = await world.openSession(person);
  const { username } = makePerson();
  await startSignup(world, { ...makePerson(), username, email: person.email });
  expect((await myData(accessToken)).text).not.toContain(username);
  await world.sql('update users set email_verified_at = now() where id = $1', [person.id]);
  expect((await myData(accessToken)).text).toContain(username);
});

test('names of sections are unique', async () => {
  const { accessToken } = await world.openSession();
  const names = (await myData(accessToken)).data.myData.sections.map(({ name }: Section) => name);
  expect(names).toEqual([...new Set(names)]);
});

test('needs a recent proof of identity', async () => {
  const { accessToken } = await world.openSession();
  expect(codes(await myData())).toEqual(['UNAUTHENTICATED']);
  await ageSession(world, accessToken);
  expect(codes(await myData(accessToken))).toEqual(['REAUTHENTICATION_REQUIRED']);
});

test('limits the exports of one account', async () => {
  const { accessToken } = await world.openSession();
  const answers = [];
  for (let call = 0; call < 21; call += 1) answers.push(codes(await myData(accessToken)));
  expect(answers.slice(0, 20)).toEqual(Array(20).fill([]));
  expect(answers.at(-1)).toEqual(['RATE_LIMITED']);
  const other = await world.openSession();
  expect(codes(await myData(other.accessToken))).toEqual([]);
});
