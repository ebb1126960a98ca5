import { z } from 'zod';
import { foldUsername } from '../accounts/identifiers.ts';
import type { App, Context } from '../feature/context.ts';
import { execute } from '../platform/database/database.ts';
import { repeat } from '../platform/repeat.ts';
import { refuse } from './taken.ts';

export interface PendingRow {
  readonly flowId: string;
  readonly username: string;
  readonly email: string;
  readonly hash: string;
  readonly locale: string | null;
}

/**
 * $1: flow, $2: a username that replaces the signup's own. In one snapshot, a racing completion either has not happened or
 * has already ended the signup, so its account never makes the username look taken.
 */
const selectPending = `
  select p.flow_id as "flowId", p.username, p.email, p.hash, p.locale, exists (
    select from users where lower(username collate "C") = coalesce($2, lower(p.username collate "C"))
  ) or exists (
    select from held_identifiers
    where kind = 'username' and value = coalesce($2, lower(p.username collate "C")) and now() < until
  ) as "isUsernameTaken"
  from pending_signups as p where p.flow_id = $1 and now() < p.expires_at`;

/** @returns the signup with the username that its account would get. @throws USERNAME_TAKEN */
export async function findPending(
  ctx: Context,
  flow: string,
  username: string | null | undefined,
): Promise<PendingRow | undefined> {
  if (!z.uuid().safeParse(flow).success) return undefined;
  const values = [flow, username ? foldUsername(username) : null];
  type Row = PendingRow & { isUsernameTaken: boolean };
  const [row] = await ctx.app.database.read<Row>('pending-signup', selectPending, values);
  if (!row) return undefined;
  const { isUsernameTaken, ...pending } = row;
  if (isUsernameTaken) await refuse(ctx, 'username-taken');
  return { ...pending, username: username ?? pending.username };
}

const deleteOfEmail = 'delete from pending_signups where email = $1 returning flow_id as "flowId"';

/** Ends every signup with the email. Call this in the unit of work that uses the secret. @returns the signups' flows. */
export async function endPending(ctx: Context, email: string): Promise<string[]> {
  const rows = await execute<{ flowId: string }>(ctx.em, deleteOfEmail, [email]);
  return rows.map(({ flowId }) => flowId);
}

const batchSize = 1000;
const hour = 3_600_000;

const deleteExpired = `
  delete from pending_signups where flow_id in (
    select flow_id from pending_signups where expires_at < now() limit $1 for update skip locked)`;

/** @returns a function that stops the purge. */
export function startPurgingSignups(app: App): () => void {
  const task = {
    name: 'purge of unfinished signups',
    log: app.log,
    first: Math.random() * hour,
    pause: hour,
  };
  return repeat(task, () => purgeSignups(app));
}

export async function purgeSignups({ database }: App): Promise<void> {
  while ((await database.write(deleteExpired, [batchSize])) === batchSize);
}
