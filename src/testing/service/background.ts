import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { App } from '../../feature/context.ts';
import { keptMails } from '../../mail/kept-mails.ts';
import { wakeWorker } from '../../mail/mail-worker.ts';
import { inDataFolder } from '../../platform/development/data-folder.ts';
import { repeatNow } from '../../platform/repeat.ts';
import type { KeptMail } from '../protocol.ts';

const mailTimeoutMs = 10_000;

const countDueMails = `
  select count(*)::int as due from mails
  where finished_at is null and given_up_at is null and due_at <= now()`;

/** Runs everything that the service does in the background: purges, due deletions and resets, and then all due mails. */
export async function settle(app: App): Promise<void> {
  await repeatNow(app.log);
  const deadline = performance.now() + mailTimeoutMs;
  for (;;) {
    const [row] = await app.database.read<{ due: number }>('due-mails', countDueMails, []);
    if (!row?.due) return;
    if (performance.now() > deadline) throw new Error(`${row.due} due mails were not sent; see the log.`);
    wakeWorker(app);
    await sleep(20);
  }
}

/** Oldest first. */
export async function mailsOf(app: App): Promise<KeptMail[]> {
  const mails = await keptMails(app.config);
  return mails.toReversed().map(({ id, recipient, date, subject, text, html }) => ({
    id,
    to: recipient,
    at: date,
    subject,
    text,
    html,
  }));
}

const selectTables = `
  select quote_ident(table_name) as name from information_schema.tables
  where table_schema = 'public' and table_type = 'BASE TABLE' and table_name not in ('mikro_orm_migrations', 'signing_keys')`;

/** Empties every table but those of the migrations and the keys, and forgets the mails. */
export async function eraseAll(app: App): Promise<void> {
  const tables = await app.database.read<{ name: string }>('all-tables', selectTables, []);
  const names = tables.map(({ name }) => name).join(', ');
  await app.database.write(`truncate ${names} restart identity`, []);
  // The worker may be writing a mail that it took before.
  await rm(inDataFolder(app.config, 'mails'), { recursive: true, force: true, maxRetries: 10 });
}
