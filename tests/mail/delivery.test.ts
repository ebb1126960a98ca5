import { until } from '../support/left-behind.ts';
import { MailSink } from '../support/mail-sink.ts';
import { eventsOf, makeDue, queue, queueReset, rowOf } from '../support/outbox.ts';
import { World } from '../support/world.ts';

const sink = await MailSink.start();
const withSink = {
  SMTP_URL: sink.url,
  MAIL_FROM: 'Example, Inc. <no-reply@mail.example>',
  MAIL_WORKER: 'true',
  APP_URL: 'https://app.example.com',
};
const world = await World.start({ env: withSink });
afterAll(async () => {
  await world.stop();
  await sink.stop();
});
beforeEach(() => {
  sink.received.length = 0;
  sink.script = {};
});

const settled = (id: string) =>
  until('the outcome', async () => {
    const { sent, givenUp } = await rowOf(world, id);
    return sent || givenUp;
  });
const attempted = (id: string, tries = 1) =>
  until('the attempt', async () => {
    const row = await rowOf(world, id);
    return row.tries === tries && !row.claimed;
  });
const isRefused = async (id: string) =>
  (await world.sql('select email_refused_at is not null as refused from users where id = $1', [id]))[0]
    ?.refused;

test('a committed mail arrives at once, with its link, its code and the headers that keep automatic answers away', async () => {
  const person = await world.addPerson();
  const before = performance.now();
  const id = await queueReset(world, person);
  await settled(id);
  // With polling alone, this would take 2.5 seconds or more.
  expect(performance.now() - before).toBeLessThan(2_000);
  const [received] = sink.received;
  expect(received).toMatchObject({ from: 'no-reply@mail.example', to: [person.email] });
  const [mail] = await sink.parsed();
  expect(mail?.subject).toBe('Example, Inc.: reset your password');
  expect(mail?.from?.text).toBe('"Example, Inc." <no-reply@mail.example>');
  expect(mail?.messageId).toBe(`<${id}@mail.example>`);
  expect(mail?.headers.get('auto-submitted')).toBe('auto-generated');
  expect(mail?.headers.get('x-auto-response-suppress')).toBe('All');
  expect(mail?.date).toBeInstanceOf(Date);
  for (const text of [mail?.text ?? '', String(mail?.html)]) {
    expect(text).toMatch(/https:\/\/app\.example\.com\/reset-password#token=[\w-]{64}(?![\w.-])/);
    expect(text).toMatch(/\b[B-Z]{4}-[B-Z]{4}\b/);
    expect(text).toContain('The link works for 30 minutes.');
    expect(text).toContain('The code works for 10 minutes.');
  }
  expect(await rowOf(world, id)).toMatchObject({ outcome: 'sent', sent: true, tries: 1, replyCode: 250 });
  expect(eventsOf(world, 'mail.sent').at(-1)).toMatchObject({
    mailId: id,
    kind: 'reset-password',
    userId: Number(person.id),
  });
});

test('a cause that is rolled back sends nothing', async () => {
  const person = await world.addPerson();
  await expect(queue(world, { ...person, id: '999999' })).rejects.toThrow();
  await queue(world, person);
  await until('the other mail', () => sink.received.length > 0);
  expect(sink.received).toHaveLength(1);
});

test('550 at RCPT ends the mail at once, and is kept beside the account until a mail arrives', async () => {
  const person = await world.addPerson();
  sink.script = { onRcpt: (email) => ({ code: 550, text: `5.1.1 <${email}> unknown` }) };
  const id = await queue(world, person);
  await settled(id);
  expect(await rowOf(world, id)).toMatchObject({
    outcome: 'refused',
    givenUp: true,
    tries: 1,
    replyCode: 550,
    replyClass: 'mailbox',
  });
  expect(await isRefused(person.id)).toBe(true);
  expect(eventsOf(world, 'mail.refused').at(-1)).toMatchObject({ mailId: id, replyCode: 550 });
  sink.script = {};
  await settled(await queue(world, person));
  expect(await isRefused(person.id)).toBe(false);
});

test('550 about policy blames the sender: the mail is tried again, and the mailbox stays good', async () => {
  const person = await world.addPerson();
  sink.script = { onRcpt: () => ({ code: 554, text: '5.7.1 relay access denied' }) };
  const id = await queue(world, person);
  await attempted(id);
  expect(await rowOf(world, id)).toMatchObject({ outcome: null, replyCode: 554, replyClass: 'policy' });
  expect(await isRefused(person.id)).toBe(false);
});

test('451 and greylisting postpone only this mail, for 5 s, then 30 s, until it is accepted', async () => {
  const person = await world.addPerson();
  const other = await world.addPerson();
  sink.script = {
    onRcpt: (email) => (email === person.email ? { code: 451, text: '4.7.1 greylisted' } : undefined),
  };
  const id = await queue(world, person);
  await attempted(id);
  const row = await rowOf(world, id);
  expect(row).toMatchObject({ outcome: null, replyCode: 451, replyClass: 'temporary' });
  expect(row.dueIn).toBeGreaterThan(2);
  expect(row.dueIn).toBeLessThanOrEqual(5);
  await settled(await queue(world, other));
  await makeDue(world, id);
  await attempted(id, 2);
  const second = await rowOf(world, id);
  expect(second.dueIn).toBeGreaterThan(15);
  expect(second.dueIn).toBeLessThanOrEqual(30);
  sink.script = {};
  await makeDue(world, id);
  await settled(id);
  expect(await rowOf(world, id)).toMatchObject({ outcome: 'sent', tries: 3 });
});

test('550 after DATA ends the mail without blaming the mailbox', async () => {
  const person = await world.addPerson();
  sink.script = { onData: () => ({ code: 550, text: 'line too long' }) };
  const id = await queue(world, person);
  await settled(id);
  expect(await rowOf(world, id)).toMatchObject({
    outcome: 'given-up',
    replyCode: 550,
    replyClass: 'content',
  });
  expect(await isRefused(person.id)).toBe(false);
  expect(eventsOf(world, 'mail.given-up').at(-1)).toMatchObject({ mailId: id, replyCode: 550 });
});

test('a connection cut in the envelope postpones only this mail', async () => {
  const [person, other] = [await world.addPerson(), await world.addPerson()];
  sink.script = { onRcpt: (email) => (email === person.email ? 'drop' : undefined) };
  const id = await queue(world, person);
  await attempted(id);
  expect(await rowOf(world, id)).toMatchObject({ outcome: null, replyClass: 'connection' });
  await settled(await queue(world, other));
  expect(world.log.join('')).not.toContain('the queue pauses');
});

test('a connection cut behind DATA is tried once more after five minutes, with the same Message-ID', async () => {
  const person = await world.addPerson();
  sink.script = { onData: () => 'drop' };
  const id = await queue(world, person);
  await attempted(id);
  const row = await rowOf(world, id);
  expect(row).toMatchObject({ outcome: null, replyClass: 'uncertain' });
  expect(row.dueIn).toBeGreaterThan(280);
  await makeDue(world, id);
  await settled(id);
  expect(await rowOf(world, id)).toMatchObject({ outcome: 'uncertain', givenUp: true, tries: 2 });
  expect(eventsOf(world, 'mail.uncertain').at(-1)).toMatchObject({ mailId: id });
  const copies = (await sink.parsed()).filter(({ messageId }) => messageId === `<${id}@mail.example>`);
  expect(copies).toHaveLength(2);
});

test('a slow mail server delays neither requests nor other mails', async () => {
  const [slow, quick] = [await world.addPerson(), await world.addPerson()];
  const gate = Promise.withResolvers<undefined>();
  sink.script = {
    onRcpt: (email) => {
      return email === slow.email ? gate.promise : undefined;
    },
  };
  const first = await queue(world, slow);
  await settled(await queue(world, quick));
  expect(await rowOf(world, first)).toMatchObject({ sent: false, claimed: true });
  gate.resolve(undefined);
  await settled(first);
});

test('after the mail server has closed its idle connections, the next mail arrives at the first attempt', async () => {
  const person = await world.addPerson();
  await settled(await queue(world, person));
  sink.disconnect();
  const ids = [await queue(world, person), await queue(world, person), await queue(world, person)];
  for (const id of ids) {
    await settled(id);
    expect(await rowOf(world, id)).toMatchObject({ outcome: 'sent', tries: 1 });
  }
  // A mail that an earlier test has postponed may be due meanwhile.
  expect(sink.received.filter(({ to }) => to.includes(person.email))).toHaveLength(4);
  expect(world.log.join('')).not.toContain('the queue pauses');
});
