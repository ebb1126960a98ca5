import { simpleParser } from 'mailparser';
import { resetMail } from '../../src/password/password.mails.ts';
import { Exim, findExim } from '../support/exim.ts';
import { removeFolders, until } from '../support/left-behind.ts';
import { queue, rowOf } from '../support/outbox.ts';
import { World } from '../support/world.ts';

const withExim = findExim() || process.env.CI ? describe : describe.skip;

withExim("through Debian's exim4, as it is installed", () => {
  let exim: Exim;
  let world: World;
  beforeAll(async () => {
    exim = await Exim.start();
    world = await World.start({
      env: {
        SMTP_URL: exim.url,
        MAIL_FROM: 'Example <no-reply@mail.example>',
        MAIL_WORKER: 'true',
        APP_URL: 'https://app.example.com',
      },
    });
  });
  afterAll(async () => {
    await world.stop();
    exim.stop();
    removeFolders();
  });

  const ended = (id: string) =>
    until('the outcome', async () => {
      const { sent, givenUp } = await rowOf(world, id);
      return sent || givenUp;
    });

  test('a requested reset arrives in the mailbox, and its link sets a new password', async () => {
    const person = await world.addPerson();
    const email = 'games@mail.example';
    await world.sql('update users set email = $1 where id = $2', [email, person.id]);
    const query = 'mutation ($e: String!) { requestPasswordReset(input: { email: $e }) { flow } }';
    expect((await world.ask(query, { e: email })).errors).toBeUndefined();
    await until('the relay', async () => {
      const [row] = await world.sql<{ outcome: string }>('select outcome from mails');
      return row?.outcome === 'sent';
    });
    await until('the delivery', () => {
      exim.deliver();
      return exim.mailbox('games') !== '';
    });
    const raw = exim.mailbox('games');
    for (const line of raw.split('\n')) expect(line.length).toBeLessThan(998);
    const mail = await simpleParser(raw.replace(/^From .*\n/, ''));
    expect(mail.subject).toBe('Example: reset your password');
    expect(mail.headers.get('auto-submitted')).toBe('auto-generated');
    const pattern = /https:\/\/app\.example\.com\/reset-password#token=([\w-]{64})/;
    const [, token = ''] = pattern.exec(mail.text ?? '') ?? [];
    expect(pattern.exec(String(mail.html))?.[1]).toBe(token);
    const newPassword = 'quite another walk by the sea';
    const reset = 'mutation ($i: ResetPasswordInput!) { resetPassword(input: $i) { revokedSessions } }';
    expect((await world.ask(reset, { i: { token, newPassword } })).data).toEqual({
      resetPassword: { revokedSessions: 0 },
    });
    expect((await world.logIn({ ...person, password: newPassword })).errors).toBeUndefined();
  });

  test.each([
    ['a|b@mail.example'],
    ['x/y@mail.example'],
    ['a%b@mail.example'],
    ['a!b@mail.example'],
  ])('it refuses restricted characters, as in %s', async (email) => {
    const id = await queue(world, { email }, { kind: resetMail });
    await ended(id);
    expect(await rowOf(world, id)).toMatchObject({
      outcome: 'refused',
      replyCode: 550,
      replyClass: 'mailbox',
    });
  });

  test('it accepts letters outside ASCII without offering SMTPUTF8, and the mail counts as refused', async () => {
    const id = await queue(world, { email: 'jürgen@mail.example' });
    await ended(id);
    expect(await rowOf(world, id)).toMatchObject({ outcome: 'refused', replyClass: 'utf8' });
  });
});
