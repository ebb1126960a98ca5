import { setTimeout as sleep } from 'node:timers/promises';
import type { KeptMail } from '../protocol.ts';
import type { Mail, MailFilter } from './types.ts';

const pollMs = 50;

export function readMail({ at, ...mail }: KeptMail): Mail {
  const link = /https?:\/\/[^\s<>"]+[#?&]token=[^\s<>"]+/.exec(mail.text)?.[0] ?? null;
  return {
    ...mail,
    at: new Date(at),
    link,
    token: link && (/[#?&]token=([^&]+)/.exec(link)?.[1] ?? null),
    code: /\b[B-DF-HJ-NP-TV-XZ]{4}-[B-DF-HJ-NP-TV-XZ]{4}\b/.exec(mail.text)?.[0] ?? null,
  };
}

export function matches({ to, subject }: Mail, filter: MailFilter = {}): boolean {
  const recipient = typeof filter.to === 'object' ? filter.to.email : filter.to;
  if (recipient !== undefined && to.toLowerCase() !== recipient.toLowerCase()) return false;
  // Unlike `test`, `search` ignores where a global expression has stopped before.
  if (filter.subject instanceof RegExp) return subject.search(filter.subject) >= 0;
  return filter.subject === undefined || subject.includes(filter.subject);
}

/** Hands out each mail once. */
export class Mailbox {
  private readonly taken = new Set<string>();

  constructor(private readonly read: () => Promise<Mail[]>) {}

  async next(filter: MailFilter | undefined, timeout: number): Promise<Mail> {
    const deadline = performance.now() + timeout;
    for (;;) {
      const mails = await this.read();
      const found = mails.find((mail) => !this.taken.has(mail.id) && matches(mail, filter));
      if (found) {
        this.taken.add(found.id);
        return found;
      }
      if (performance.now() >= deadline) throw new Error(this.describe(mails, timeout));
      await sleep(pollMs);
    }
  }

  private describe(mails: readonly Mail[], timeout: number): string {
    const list = mails.map(
      ({ id, to, subject }) => `  ${to}: ${subject}${this.taken.has(id) ? ' (returned already)' : ''}`,
    );
    return [`No such mail came within ${timeout} ms. All mails:`, ...(list.length ? list : ['  none'])].join(
      '\n',
    );
  }
}
