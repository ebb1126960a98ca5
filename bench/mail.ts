import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { createTransport } from 'nodemailer';
import { Ground } from './ground.ts';
import { median } from './load.ts';
import { progress } from './progress.ts';

export interface MailRates {
  /** Mails per second of nodemailer alone, over one open connection. */
  alone: number[];
  /** Mails per second of one worker, from rows in the database. */
  worker: number[];
}

const mails = 1_000;

/** Both send into one mail server, in turns. */
export async function measureMail(rounds: number): Promise<MailRates> {
  const ground = await Ground.prepare({ cost: 12 });
  const sink = await Sink.start();
  const found: MailRates = { alone: [], worker: [] };
  try {
    const env = { SMTP_URL: `smtp://127.0.0.1:${sink.port}`, MAIL_FROM: 'Example <no-reply@mail.example>' };
    await ground.start('service', { env });
    // Both have compiled their code before the first round.
    await sink.rateOf(() => sendAlone(sink.port));
    await sink.rateOf(() => sendOutbox(ground, sink));
    for (let round = 1; round <= rounds; round += 1) {
      progress(`mails, round ${round} of ${rounds}`);
      found.alone.push(await sink.rateOf(() => sendAlone(sink.port)));
      found.worker.push(await sink.rateOf(() => sendOutbox(ground, sink)));
    }
    return found;
  } finally {
    sink.stop();
    await ground.leave();
  }
}

/** As long as a mail with a link. */
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
export async function sendOutbox(ground: Ground, sink: Sink): Promise<void> {
  await ground.sql(
    `with secrets as (
       insert into one_time_secrets (id, purpose, subject, nonce, expires_at)
       select gen_random_uuid(), 'reset-password', 'person' || gen_random_uuid() || '@x.test',
         decode(md5(random()::text), 'hex'), now() + interval '1 hour'
       from generate_series(1, $1) returning id, subject)
     insert into mails (id, kind, recipient, locale, secret_id, facts, expires_at)
     select gen_random_uuid(), 'reset-password', subject, 'en', id, '{"username":"alice"}', now() + interval '1 hour'
     from secrets`,
    [mails],
  );
  await sink.wait();
}

export class Sink {
  private constructor(
    readonly port: number,
    private readonly child: ChildProcess,
  ) {}

  static async start(): Promise<Sink> {
    const child = fork('bench/contestants/mail-sink.ts');
    const [{ port }] = (await once(child, 'message')) as [{ port: number }];
    return new Sink(port, child);
  }

  /** From the first mail to the last one. */
  async rateOf(send: () => Promise<void>): Promise<number> {
    await this.ask('reset');
    await send();
    const { count, seconds } = await this.ask('count');
    if (count !== mails) throw new Error(`${count} of ${mails} mails arrived.`);
    return (mails - 1) / seconds;
  }

  async wait(): Promise<void> {
    while ((await this.ask('count')).count < mails) await sleep(50);
  }

  stop(): void {
    this.child.disconnect();
  }

  private async ask(question: 'reset' | 'count'): Promise<{ count: number; seconds: number }> {
    const answer = once(this.child, 'message');
    this.child.send(question);
    return ((await answer) as [{ count: number; seconds: number }])[0];
  }
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
