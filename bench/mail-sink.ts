import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Ground } from './ground.ts';

/** Writes mails that contain a link, like those of password resets. */
export async function fillOutbox(ground: Ground, mails: number): Promise<void> {
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
}

/** A mail server in its own process. */
export class MailSink {
  private constructor(
    readonly port: number,
    /** Accepts connections, but sends nothing. */
    readonly deafPort: number,
    private readonly child: ChildProcess,
  ) {}

  static async start(): Promise<MailSink> {
    const child = fork('bench/contestants/mail-sink.ts');
    const [{ port, deafPort }] = (await once(child, 'message')) as [{ port: number; deafPort: number }];
    return new MailSink(port, deafPort, child);
  }

  /** The settings for a service that sends its mails to this mail server. */
  get env(): Record<string, string> {
    return {
      SMTP_URL: `smtp://127.0.0.1:${this.port}`,
      MAIL_FROM: 'Example <no-reply@mail.example>',
    };
  }

  /** From the first mail to the last. */
  async rateOf(mails: number, send: () => Promise<void>): Promise<number> {
    await this.ask('reset');
    await send();
    const { count, seconds } = await this.ask('count');
    if (count !== mails) throw new Error(`${count} of ${mails} mails arrived.`);
    return (mails - 1) / seconds;
  }

  async wait(mails: number): Promise<void> {
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
