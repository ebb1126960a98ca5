import { codes, makePerson } from '../support/client.ts';
import { addVerified, requestChange, requestEmailChange } from '../support/identifiers.ts';
import { mailedTo, mailsTo } from '../support/mailed.ts';
import { startRecorded } from '../support/statements.ts';
import { dump, forgetLimits } from '../support/verification.ts';

const env = { MAIL_REQUESTS_PER_ADDRESS: 'off' };
const { world, clear, statements, stop } = await startRecorded({ env });
afterAll(stop);

const requests = 200;

async function caller() {
  const owner = await addVerified(world);
  return { owner, accessToken: (await world.openSession(owner)).accessToken };
}

/** A free email, one of an account, one of a disabled account, and one that is held for an account. */
async function addEmails(): Promise<string[]> {
  const free = makePerson().email;
  const [taken, disabled, holder] = [
    await addVerified(world),
    await addVerified(world),
    await addVerified(world),
  ];
  await world.sql('update users set is_active = false where id = $1', [disabled.id]);
  const held = makePerson().email;
  await world.sql(
    "insert into held_identifiers (kind, value, user_id, until) values ('email', $1, $2, now() + interval '1 hour')",
    [held, holder.id],
  );
  return [free, taken.email, disabled.email, held];
}

test('200 interleaved requests for free, taken, disabled and held emails get the same bytes', async () => {
  const shapes = new Set<string>();
  for (let round = 0; round < requests / 4; round += 1) {
    const { accessToken } = await caller();
    const emails = await addEmails();
    // Each kind comes first equally often, since the later requests of a caller replace a pending change.
    for (const turn of [0, 1, 2, 3]) {
      const email = emails[(round + turn) % 4] ?? '';
      const { status, text, data, headers } = await requestEmailChange(world, email, accessToken);
      const names = [...headers.keys()].toSorted().join();
      shapes.add([status, names, text.replace(data.requestEmailChange.flow, 'FLOW')].join(' '));
    }
  }
  expect(shapes.size).toBe(1);
  expect([...shapes][0]).toContain('{"data":{"requestEmailChange":{"flow":"FLOW","expiresIn":28800}}}');
});

test('runs the same statements for each of them, whether the mail is withheld or not', async () => {
  for (let round = 0; round < 2; round += 1) {
    const emails = await addEmails();
    for (const order of ['first', 'second']) {
      const found: string[][] = [];
      for (const email of emails) {
        const { accessToken } = await caller();
        clear();
        await requestEmailChange(world, email, accessToken);
        found.push(statements());
      }
      expect([order, found[0]?.length]).toEqual([order, expect.any(Number)]);
      expect(found[0]?.length).toBeGreaterThan(10);
      for (const each of found) expect(each).toEqual(found[0]);
    }
  }
});

test('the owner of a taken email gets a mail that names the account, and a disabled owner none', async () => {
  const [free = '', taken = '', disabled = '', held = ''] = await addEmails();
  for (const email of [free, taken, disabled, held]) {
    const { owner, accessToken } = await caller();
    expect(codes(await requestEmailChange(world, email, accessToken))).toEqual([]);
    expect((await mailedTo(world, owner.email)).kind).toBe('email-change-requested');
  }
  const kindsTo = async (email: string) => (await mailsTo(world, email)).map(({ kind }) => kind);
  expect(await kindsTo(free)).toEqual(['confirm-email']);
  expect(await kindsTo(taken)).toEqual(['email-in-use']);
  expect(await kindsTo(disabled)).toEqual([]);
  expect(await kindsTo(held)).toEqual(['email-in-use']);
  const [row] = await world.sql('select username from users where email = $1', [taken]);
  expect((await mailedTo(world, taken)).facts).toEqual({ username: row?.username });
});

test('the export of the caller does not tell which of them has an account', async () => {
  const shapes = new Set<string>();
  for (const email of await addEmails()) {
    const { owner, accessToken } = await caller();
    await requestEmailChange(world, email, accessToken);
    const { data } = await world.ask('{ myData { sections { name entries } } }', {}, { token: accessToken });
    type Section = { name: string; entries: Record<string, unknown>[] };
    const facts = (data.myData.sections as Section[]).map(({ name, entries }) => [
      name,
      entries.map(({ kind, purpose, recipient }) => [kind, purpose, recipient === owner.email]),
    ]);
    shapes.add(JSON.stringify(facts));
  }
  expect(shapes.size).toBe(1);
  expect([...shapes][0]).toContain('["email-change-requested",null,true]');
});

test('a dump of the tables holds no link and no code', async () => {
  await forgetLimits(world);
  const { mail, notice } = await requestChange(world);
  const text = await dump(world);
  for (const secret of [mail.token, mail.code, notice.token, notice.code]) {
    expect(secret.length).toBeGreaterThan(7);
    expect(text).not.toContain(secret);
    expect(text).not.toContain(secret.slice(-30));
  }
});
