import { simpleParser } from 'mailparser';
import { Aiosmtpd, findAiosmtpd } from '../support/aiosmtpd.ts';
import { removeFolders, until } from '../support/left-behind.ts';
import { queue, queueReset, rowOf } from '../support/outbox.ts';
import { World } from '../support/world.ts';

const withAiosmtpd = findAiosmtpd() || process.env.CI ? describe : describe.skip;

withAiosmtpd("through Debian's aiosmtpd", () => {
  let server: Aiosmtpd;
  let world: World;
  beforeAll(async () => {
    server = await Aiosmtpd.start(['-u']);
    world = await World.start({
      env: {
        SMTP_URL: server.url,
        MAIL_FROM: 'Bücher <no-reply@mail.example>',
        MAIL_WORKER: 'true',
        APP_URL: 'https://app.example.com',
      },
    });
  });
  afterAll(async () => {
    await world.stop();
    server.stop();
    removeFolders();
  });

  const received = async (id: string) => {
    await until('the outcome', async () => (await rowOf(world, id)).outcome !== null);
    const mail = server.mails().find((raw) => raw.includes(id));
    return mail === undefined ? undefined : { raw: mail, ...(await simpleParser(mail)) };
  };

  test('a mail with a link arrives whole', async () => {
    const person = await world.addPerson();
    const mail = await received(await queueReset(world, person));
    expect(mail?.subject).toBe('Bücher: reset your password');
    expect(mail?.raw).toMatch(`X-RcptTo: ${person.email}`);
    const link = /https:\/\/app\.example\.com\/reset-password#token=[\w-]{64}(?![\w-])/;
    expect(mail?.text).toMatch(link);
    expect(String(mail?.html)).toMatch(link);
  });

  test('with SMTPUTF8, a mail to letters outside ASCII arrives', async () => {
    const id = await queue(world, { email: 'jürgen@mail.example' });
    const mail = await received(id);
    expect(await rowOf(world, id)).toMatchObject({ outcome: 'sent', replyCode: 250 });
    expect(mail?.to).toMatchObject({ text: 'jürgen@mail.example' });
  });
});
