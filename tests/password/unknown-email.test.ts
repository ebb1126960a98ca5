import { codes, makePerson } from '../support/client.ts';
import { mailsTo } from '../support/mailed.ts';
import { requestReset } from '../support/passwords.ts';
import { startRecorded } from '../support/statements.ts';
import type { World } from '../support/world.ts';

const recorded = await startRecorded({
  env: { MAIL_REQUESTS_PER_ADDRESS: 'off', MAIL_UNKNOWN_ADDRESSES: 'true' },
});
const { world } = recorded;
afterAll(() => recorded.stop());

const kindsTo = async (where: World, email: string) => (await mailsTo(where, email)).map(({ kind }) => kind);

async function addEmails() {
  const [known, disabled] = [await world.addPerson(), await world.addPerson()];
  await world.sql('update users set is_active = false where id = $1', [disabled.id]);
  return { known: known.email, disabled: disabled.email, unknown: makePerson().email };
}

/** Clears the limits that hold for every mail, but not the one for emails without an account. */
const forgetOtherLimits = () =>
  world.sql("delete from throttle_counters where key like 'mail-%' and key not like 'mail-unknown%'");

test('responds alike, and tells an unknown mailbox once a day', async () => {
  const { known, disabled, unknown } = await addEmails();
  for (const time of ['first', 'second']) {
    const answers = new Set<string>();
    for (const email of [known, disabled, unknown]) {
      const answer = await requestReset(world, email);
      expect(codes(answer)).toEqual([]);
      answers.add(answer.text.replace(answer.data.requestPasswordReset.flow, time));
    }
    expect(answers.size).toBe(1);
    await forgetOtherLimits();
  }
  expect(await kindsTo(world, known)).toEqual(['reset-password', 'reset-password']);
  expect(await kindsTo(world, disabled)).toEqual([]);
  expect(await kindsTo(world, unknown)).toEqual(['unknown-email']);
});

test('the mail holds no link, no code and no name', async () => {
  const { unknown } = await addEmails();
  await requestReset(world, unknown);
  expect(await mailsTo(world, unknown)).toEqual([
    expect.objectContaining({ recipient: unknown, token: '', code: '', facts: {} }),
  ]);
});

test('runs the same statements for every email', async () => {
  const statements: string[][] = [];
  for (const email of Object.values(await addEmails())) {
    recorded.clear();
    await requestReset(world, email);
    statements.push(
      recorded
        .statements()
        .map((text) => text.replace(/on conflict \(.*\) where .* do update/, 'on conflict')),
    );
  }
  expect(statements[0]?.length).toBeGreaterThan(5);
  for (const each of statements) expect(each).toEqual(statements[0]);
});
