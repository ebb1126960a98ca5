import { type Answer, codes, from, makePerson, type Person } from '../support/client.ts';
import { mailedTo, mailsTo } from '../support/mailed.ts';
import { requestReset, reset } from '../support/passwords.ts';
import { completeSignup, eventsOf, startLogin, startSignup } from '../support/verification.ts';
import { World } from '../support/world.ts';

const world = await World.start({
  env: { TRUST_PROXY: '1', MAIL_REQUESTS_PER_ADDRESS: 'off', CODE_FAILURES_PER_ADDRESS: 'off' },
});
afterAll(() => world.stop());

const stranger = '203.0.113.1';
const home = '198.51.100.1';

/** Expires the limits per minute, so that another mail to the same mailbox does not exceed them. */
const passMinute = () =>
  world.sql("update throttle_counters set expire = 0 where key like 'mail-recipient-minute:%'");

/** Also clears rejections, which a process remembers for a second. */
const passSecond = () => new Promise((resolve) => setTimeout(resolve, 1_100));

async function repeatedly(times: number, call: () => Promise<Answer>): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    await passMinute();
    expect(codes(await call())).toEqual([]);
  }
  await passMinute();
  await passSecond();
}

const signUpFrom = (address: string, { email }: Pick<Person, 'email'>) =>
  startSignup(world, { ...makePerson(), email }, from(address));

const resetFrom = (address: string, { email }: Pick<Person, 'email'>) =>
  requestReset(world, email, from(address));

test('a stranger with one IP address takes no mail of a signup, and no flow, from its owner', async () => {
  const person = makePerson();
  await repeatedly(110, () => signUpFrom(stranger, person));
  const before = (await mailsTo(world, person.email)).length;
  expect(before).toBeLessThanOrEqual(3);
  const { data } = await startSignup(world, person, from(home));
  expect(await mailsTo(world, person.email)).toHaveLength(before + 1);
  const { code } = await mailedTo(world, person.email);
  expect(codes(await completeSignup(world, { flow: data.startSignup.flow, code }))).toEqual([]);
});

test('a stranger with one IP address takes no mail of a reset, and no flow, from its owner', async () => {
  const person = await world.addPerson();
  await repeatedly(110, () => resetFrom(stranger, person));
  const before = (await mailsTo(world, person.email)).length;
  const { data } = await resetFrom(home, person);
  expect(await mailsTo(world, person.email)).toHaveLength(before + 1);
  const { code } = await mailedTo(world, person.email);
  expect(codes(await reset(world, { flow: data.requestPasswordReset.flow, code }))).toEqual([]);
});

test('a mailbox gets three mails an hour and five a day for one IP address', async () => {
  const person = await world.addPerson();
  world.log.length = 0;
  await repeatedly(4, () => resetFrom(stranger, person));
  expect(await mailsTo(world, person.email)).toHaveLength(3);
  expect(eventsOf(world)).toContain('attempt.limited mail-recipient-and-address-hour');
  await world.sql("update throttle_counters set expire = 0 where key like 'mail-recipient%hour:%'");
  await repeatedly(4, () => resetFrom(stranger, person));
  expect(await mailsTo(world, person.email)).toHaveLength(5);
  expect(eventsOf(world)).toContain('attempt.limited mail-recipient-and-address-day');
});

test('strangers with many IP addresses take no mail from a place where the owner has logged in', async () => {
  const person = await world.addPerson();
  await world.ask(
    'mutation ($input: LoginInput!) { login(input: $input) { accessToken } }',
    { input: { email: person.email, password: person.password } },
    from(home),
  );
  let at = 0;
  await repeatedly(12, () => {
    at += 1;
    return resetFrom(`203.0.113.${10 + at}`, person);
  });
  expect(await mailsTo(world, person.email)).toHaveLength(5);
  await resetFrom('192.0.2.77', person);
  expect(await mailsTo(world, person.email)).toHaveLength(5);
  await passMinute();
  await resetFrom(home, person);
  expect(await mailsTo(world, person.email)).toHaveLength(6);
});

test('requests of an impatient user, withheld within a minute, do not count as mails', async () => {
  const person = await world.addPerson();
  for (let time = 0; time < 4; time += 1) await resetFrom(home, person);
  expect(await mailsTo(world, person.email)).toHaveLength(1);
  await passSecond();
  await repeatedly(2, () => resetFrom(home, person));
  expect(await mailsTo(world, person.email)).toHaveLength(3);
});

test('beyond its share of mails, an IP address gets flows that accept the code of an earlier mail', async () => {
  const person = await world.addPerson();
  await repeatedly(4, () => resetFrom(stranger, person));
  const { flow } = (await resetFrom(stranger, person)).data.requestPasswordReset;
  expect(await mailsTo(world, person.email)).toHaveLength(3);
  const { code } = await mailedTo(world, person.email);
  expect(codes(await reset(world, { flow, code }))).toEqual([]);
});

test('beyond its share of flows, an IP address gets one that accepts no code, and the earlier flow still works', async () => {
  const person = await world.addPerson();
  const { data } = await resetFrom(stranger, person);
  const { flow } = data.requestPasswordReset;
  await repeatedly(10, () => resetFrom(stranger, person));
  const late = (await resetFrom(stranger, person)).data.requestPasswordReset;
  expect(late).toEqual({ flow: expect.stringMatching(/^[\da-f-]{36}$/), expiresIn: 600 });
  const { code } = await mailedTo(world, person.email);
  expect(codes(await reset(world, { flow: late.flow, code }))).toEqual(['CODE_INVALID']);
  expect(codes(await reset(world, { flow, code }))).toEqual([]);
});

test('answers alike beyond the share of an IP address, for known and unknown emails', async () => {
  const shapes = new Set<string>();
  for (const { email } of [await world.addPerson(), makePerson()]) {
    await repeatedly(4, () => resetFrom(stranger, { email }));
    const { text, data } = await resetFrom(stranger, { email });
    shapes.add(text.replace(data.requestPasswordReset.flow, '<flow>'));
  }
  expect([...shapes]).toEqual(['{"data":{"requestPasswordReset":{"flow":"<flow>","expiresIn":600}}}\n']);
});

test('a login that needs its email verified always gets a working flow', async () => {
  const strict = await World.start({
    database: world.database,
    env: { EMAIL_VERIFICATION: 'required', MAIL_REQUESTS_PER_ADDRESS: 'off' },
  });
  const person = await strict.addPerson();
  for (let time = 0; time < 5; time += 1) {
    await passMinute();
    await startLogin(strict, person);
  }
  const { challenge } = (await startLogin(strict, person)).data.startLogin.next;
  const { code } = await mailedTo(strict, person.email);
  const query = `mutation ($input: ContinueLoginInput!) { continueLogin(input: $input) { tokens { accessToken } } }`;
  expect(codes(await strict.ask(query, { input: { challenge, emailCode: code } }))).toEqual([]);
  await strict.stop();
});
