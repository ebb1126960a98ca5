import { systemContext } from '../../src/feature/context.ts';
import { features } from '../../src/features.ts';
import { purgeSignups } from '../../src/password/pending-signups.ts';
import { type Answer, codes, makePerson, type Person } from '../support/client.ts';
import { mailedTo, mailsTo } from '../support/mailed.ts';
import { beginSignup, completeSignup, eventsOf, forgetLimits, startSignup } from '../support/verification.ts';
import { World } from '../support/world.ts';

const world = await World.start();
afterAll(() => world.stop());

const pendingOf = ({ email }: Pick<Person, 'email'>) =>
  world.sql('select * from pending_signups where email = $1 order by created_at', [email]);

const shapeOf = ({ data, text }: Answer) => text.replace(data?.startSignup?.flow ?? '', '<flow>');

test('creates no account, and mails a code to the email', async () => {
  const person = makePerson();
  world.log.length = 0;
  const { data, errors } = await startSignup(world, { ...person, email: ` ${person.email.toUpperCase()}` });
  expect(errors).toBeUndefined();
  expect(data.startSignup).toEqual({ flow: expect.stringMatching(/^[\da-f-]{36}$/), expiresIn: 8 * 3600 });
  expect(await mailsTo(world, person.email)).toEqual([
    expect.objectContaining({
      kind: 'complete-signup',
      code: expect.stringMatching(/^[A-Z]{8}$/),
      facts: { username: person.username },
    }),
  ]);
  expect(eventsOf(world)).toEqual(['signup.started']);
  expect(await world.sql('select id from users where email = $1', [person.email])).toEqual([]);
  expect(codes(await world.logIn(person))).toEqual(['INVALID_CREDENTIALS']);
});

test('keeps the password as a hash, and the language of the request', async () => {
  const [byTag, byHeader] = [makePerson(), makePerson()];
  await startSignup(world, { ...byTag, locale: 'de-CH' });
  await startSignup(world, byHeader, { headers: { 'accept-language': 'fr, de;q=0.8' } });
  for (const person of [byTag, byHeader]) {
    const [row] = await pendingOf(person);
    expect(row).toMatchObject({ username: person.username, locale: 'de' });
    expect(row?.hash).toMatch(/^\$2b\$/);
    expect((await mailedTo(world, person.email)).locale).toBe('de');
  }
  const silent = makePerson();
  await startSignup(world, silent);
  expect(await pendingOf(silent)).toEqual([expect.objectContaining({ locale: null })]);
  expect((await mailedTo(world, silent.email)).locale).toBe('en');
});

test('rejects what signup rejects, before any mail', async () => {
  const taken = await world.addPerson();
  const bad = { ...makePerson(), username: 'a b', password: 'short' };
  expect(codes(await startSignup(world, bad))).toEqual(['BAD_USER_INPUT']);
  const rival = { ...makePerson(), username: taken.username.toUpperCase() };
  expect(codes(await startSignup(world, rival))).toEqual(['USERNAME_TAKEN']);
  expect(await mailsTo(world, rival.email)).toEqual([]);
  // Also with a taken email, which must not change the response.
  expect(codes(await startSignup(world, { ...rival, email: taken.email }))).toEqual(['USERNAME_TAKEN']);
  expect(await mailsTo(world, taken.email)).toEqual([]);
});

test('answers alike for a free, a taken, a disabled and a limited email', async () => {
  const [taken, disabled, limited] = [await world.addPerson(), await world.addPerson(), makePerson()];
  await world.sql('update users set is_active = false where id = $1', [disabled.id]);
  await startSignup(world, limited);
  const shapes = new Set<string>();
  for (const { email } of [makePerson(), taken, disabled, limited]) {
    const person = { ...makePerson(), email };
    const before = (await pendingOf(person)).length;
    shapes.add(shapeOf(await startSignup(world, person)));
    expect((await pendingOf(person)).length - before).toBe(1);
  }
  expect([...shapes]).toEqual(['{"data":{"startSignup":{"flow":"<flow>","expiresIn":28800}}}\n']);
  expect(await mailsTo(world, taken.email)).toEqual([
    expect.objectContaining({ kind: 'already-registered', facts: { username: taken.username }, code: '' }),
  ]);
  expect(await mailsTo(world, disabled.email)).toEqual([]);
  expect(await mailsTo(world, limited.email)).toHaveLength(1);
});

test("mails an account's owner in the owner's language", async () => {
  const taken = await world.addPerson();
  await world.sql("update users set locale = 'de' where id = $1", [taken.id]);
  await startSignup(world, { ...makePerson(), email: taken.email, locale: 'en' });
  expect((await mailedTo(world, taken.email)).locale).toBe('de');
});

test('withholds mails beyond the limits of the mailbox, but not the signup', async () => {
  const person = makePerson();
  await startSignup(world, person);
  world.log.length = 0;
  const { data } = await startSignup(world, person);
  expect(eventsOf(world)).toContain('mail.withheld');
  const mails = await mailsTo(world, person.email);
  expect(mails).toHaveLength(1);
  // The code from the first mail completes the signup of the second flow.
  const done = await completeSignup(world, { flow: data.startSignup.flow, code: mails[0]?.code });
  expect(codes(done)).toEqual([]);
});

test('a withheld mail leaves the link of an earlier mail as it is, even if that link ends soon', async () => {
  const person = makePerson();
  const { mail } = await beginSignup(world, person);
  const soon = "update one_time_secrets set expires_at = now() + interval '1 hour' where subject = $1";
  await world.sql(soon, [person.email]);
  await startSignup(world, person);
  const done = await completeSignup(world, { token: mail.token, password: person.password });
  expect(codes(done)).toEqual([]);
});

test('sends the same code again', async () => {
  const person = makePerson();
  await startSignup(world, person);
  await forgetLimits(world);
  await startSignup(world, person);
  const [first, second] = await mailsTo(world, person.email);
  expect(second?.code).toBe(first?.code);
  const [token, flow] = first?.token.split('.') ?? [];
  expect(second?.token.split('.')).toEqual([token, expect.not.stringMatching(flow ?? '')]);
});

test('does not reserve the username', async () => {
  const person = makePerson();
  await startSignup(world, person);
  expect(codes(await world.signUp({ ...makePerson(), username: person.username }))).toEqual([]);
});

test('does not make the place of a stranger known to the limits of logins', async () => {
  const taken = await world.addPerson();
  await forgetLimits(world);
  await startSignup(world, { ...makePerson(), email: taken.email });
  const places = "select * from throttle_counters where key like 'known-address%'";
  expect(await world.sql(places)).toEqual([]);
  await world.signUp(makePerson());
  expect((await world.sql(places)).length).toBeGreaterThan(0);
});

test('counts as a signup of the IP address', async () => {
  const strict = await World.start({ env: { SIGNUPS_PER_ADDRESS: '2/1h' } });
  await startSignup(strict, makePerson());
  await strict.signUp(makePerson());
  expect(codes(await startSignup(strict, makePerson()))).toEqual(['RATE_LIMITED']);
  await strict.stop();
});

test('purges unfinished signups after a day', async () => {
  const [old, fresh] = [makePerson(), makePerson()];
  await startSignup(world, old);
  await startSignup(world, fresh);
  await world.sql("update pending_signups set expires_at = now() - interval '1 second' where email = $1", [
    old.email,
  ]);
  await purgeSignups(world.app);
  expect(await pendingOf(old)).toEqual([]);
  expect(await pendingOf(fresh)).toHaveLength(1);
});

test("exports and erases the unfinished signups with the email of an account, which are a stranger's", async () => {
  const owner = await world.addPerson();
  const stranger = { ...makePerson(), email: owner.email };
  await startSignup(world, stranger);
  const ctx = systemContext(world.app, 'cli:test');
  const account = { ...owner, id: Number(owner.id), isActive: true, emailVerified: true };
  const parts = await Promise.all(features.map(({ personalData }) => personalData?.export(ctx, account)));
  expect(Object.assign({}, ...parts)).toMatchObject({
    unfinishedSignups: [{ username: stranger.username, createdAt: expect.anything() }],
    requestedMails: [{ purpose: 'signup', email: owner.email }],
  });
  for (const { personalData } of features) await personalData?.erase?.(ctx, account);
  expect(await pendingOf(owner)).toEqual([]);
  expect(await world.sql('select * from one_time_secrets where subject = $1', [owner.email])).toEqual([]);
});
