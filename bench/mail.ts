import { createTransport } from 'nodemailer';
import { Ground } from './ground.ts';
import { median } from './load.ts';
import { fillOutbox, MailSink } from './mail-sink.ts';
import { progress } from './progress.ts';

export interface MailRates {
  /** Mails per second for nodemailer alone, over one open connection. */
  alone: number[];
  /** Mails per second for one worker, from rows in the database. */
  worker: number[];
}

const mails = 1_000;

/** Both send to the same mail server, taking turns. */
export async function measureMail(rounds: number): Promise<MailRates> {
  const ground = await Ground.prepare({ cost: 12 });
  const sink = await MailSink.start();
  const found: MailRates = { alone: [], worker: [] };
  try {
    await ground.start('service', { env: sink.env });
    // Both have compiled their code before the first round.
    await sink.rateOf(mails, () => sendAlone(sink.port));
    await sink.rateOf(mails, () => sendOutbox(ground, sink));
    for (let round = 1; round <= rounds; round += 1) {
      progress(`mails, round ${round} of ${rounds}`);
      found.alone.push(await sink.rateOf(mails, () => sendAlone(sink.port)));
      found.worker.push(await sink.rateOf(mails, () => sendOutbox(ground, sink)));
    }
    return found;
  } finally {
    sink.stop();
    await ground.leave();
  }
}

/** Makes the body as long as that of a mail with a link. */
const paragraph = 'To choose a new password, open this link: https://app.example.com/reset-password#token=';
const body = `${paragraph}${'x'.repeat(64)}\n\n`.repeat(4);

export async function sendAlone(port: number): Promise<void> {
  const transport = createTransport({
    pool: true,
    host: '127.0.0.1',
    port,
    maxConnections: 1,
    maxMessages: Number.POSITIVE_INFINITY,
  });
  let left = mails;
  const sendAll = async () => {
    for (; left > 0; ) {
      left -= 1;
      await transport.sendMail({
        from: { name: 'Example', address: 'no-reply@mail.example' },
        to: { name: '', address: `person${left}@x.test` },
        subject: 'Example: reset your password',
        text: body,
        html: `<!doctype html>\n<p>${body.repeat(3)}</p>\n`,
      });
    }
  };
  await Promise.all(Array.from({ length: 8 }, sendAll));
  transport.close();
}

/** The worker notices the rows at its next poll. The rate counts from the first mail. */
export async function sendOutbox(ground: Ground, sink: MailSink): Promise<void> {
  await fillOutbox(ground, mails);
  await sink.wait(mails);
}

export function describeMail({ alone, worker }: MailRates): string {
  const row = (name: string, rates: number[]) =>
    `| ${name} | ${median(rates).toFixed(0)} | ${Math.min(...rates).toFixed(0)} to ${Math.max(...rates).toFixed(0)} |`;
  const shares = worker.map((rate, round) => rate / (alone[round] ?? rate));
  return [
    '| mails per second | median | lowest to highest |',
    '| --- | ---: | ---: |',
    row('nodemailer alone, one connection', alone),
    row('one worker, from the database', worker),
    `| share | ${median(shares).toFixed(2)} | ${Math.min(...shares).toFixed(2)} to ${Math.max(...shares).toFixed(2)} |`,
    '',
  ].join('\n');
}
