import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { type Account, pickAccount } from '../../src/feature/account.ts';
import type { App, Context } from '../../src/feature/context.ts';
import type { Proof, RecordedEvent } from '../../src/feature/feature.ts';
import { makeAttempt } from '../../src/feature/make-attempt.ts';
import { perAccount } from '../../src/feature/per-account.ts';
import type { RouteAnswer, RouteRequest } from '../../src/feature/routes.ts';
import { inTransaction, record, recordNow } from '../../src/feature/unit-of-work.ts';
import { type QueueWorker, workQueue } from '../../src/feature/work-queue.ts';
import { badUserInput } from '../../src/kernel/errors.ts';
import { execute } from '../../src/platform/database/database.ts';
import { DueRows } from '../../src/platform/database/due-rows.ts';
import { oncePer } from '../../src/platform/once-per.ts';
import type { AuthToken } from '../../src/sessions/auth-token.type.ts';
import { openSession } from '../../src/sessions/open-session.ts';
import { requireUser } from '../../src/sessions/require-user.ts';
import { endSessionsOfUsers } from '../../src/sessions/revoke-sessions.ts';
import {
  badgeAdded,
  badgeAttempt,
  badgeInvalid,
  badgeNoticed,
  badgeRejected,
  badgeRequired,
  badgeSettings,
  badgeTaken,
  loginTooOld,
} from './badges.declarations.ts';

/** For each account its badge, in one statement for all that a request asks for. */
export const findBadge = perAccount(async ({ app }, ids) => {
  const text = 'select user_id as id, number from badges where user_id = any($1::int4[])';
  const rows = await app.database.read<{ id: number; number: string }>('badges', text, [ids]);
  return new Map(rows.map(({ id, number }) => [id, number]));
});

/** The gate: an account that has a badge must have shown it. */
export async function requireBadge(ctx: Context, { account, methods }: Proof): Promise<void> {
  if (methods.includes('badge') || (await findBadge(ctx, account.id)) === null) return;
  const challenge = uuidv7();
  await inTransaction(ctx, (em) =>
    execute(em, 'insert into badge_challenges (id, user_id, methods) values ($1, $2, $3)', [
      challenge,
      account.id,
      methods,
    ]),
  );
  throw badgeRequired({ challenge });
}

const useChallenge = `
  update badge_challenges as c set used_at = now()
  from users as u left join badges as b on b.user_id = u.id
  where c.id = $1 and c.used_at is null and now() < c.expires_at and u.id = c.user_id and b.number = $2
  returning u.id, u.username, u.email, u.is_active as "isActive", c.methods`;

/** The second step: one conditional UPDATE proves the badge, so that a challenge opens one session at most. */
export async function continueWithBadge(ctx: Context, challenge: string, number: string): Promise<AuthToken> {
  const proved = await makeAttempt(ctx, { kind: badgeAttempt }, async (count) => {
    await count();
    if (!z.uuid().safeParse(challenge).success) throw badgeInvalid();
    const statement = { name: 'use-challenge', text: useChallenge, values: [challenge, number] };
    const [row] = await ctx.app.database.change<Account & { methods: string[] }>(statement);
    return row ?? reject(ctx, challenge);
  });
  return openSession(ctx, { account: pickAccount(proved), methods: [...proved.methods, 'badge'] });
}

async function reject(ctx: Context, challenge: string): Promise<never> {
  const text = 'select user_id as "userId" from badge_challenges where id = $1 and used_at is null';
  const [row] = await ctx.app.database.read<{ userId: number }>('challenge', text, [challenge]);
  if (row) await recordNow(ctx, badgeRejected({ ...row, reason: 'wrong-number' }));
  throw badgeInvalid();
}

/** A guard for what needs a fresh login. */
export const freshLogin = (maxAgeSeconds: number) => async (ctx: Context) => {
  const { session } = await requireUser(ctx);
  if (session.now - session.authenticatedAt > maxAgeSeconds) throw loginTooOld({ maxAgeSeconds });
};

/** Adds the caller's badge, and with it the notice that a job will give. */
export async function addBadge(ctx: Context, number: string): Promise<Account> {
  const { account } = await requireUser(ctx);
  const { BADGE_LENGTH } = ctx.app.config.of(badgeSettings);
  if (!new RegExp(`^\\d{${BADGE_LENGTH}}$`).test(number)) {
    const message = `A badge has ${BADGE_LENGTH} digits.`;
    throw badUserInput({ fields: [{ path: ['number'], reason: 'INVALID_BADGE', message }] });
  }
  const isAdded = await inTransaction(ctx, async (em) => {
    const text =
      'insert into badges (user_id, number) values ($1, $2) on conflict do nothing returning user_id';
    const added = await execute(em, text, [account.id, number]);
    if (added.length === 0) return false;
    await execute(em, 'insert into badge_notices (id, user_id) values ($1, $2)', [uuidv7(), account.id]);
    await record(ctx, badgeAdded({ userId: account.id }));
    return true;
  });
  if (!isAdded) throw badgeTaken();
  return account;
}

/** Removes the caller's badge and ends all sessions, in one unit of work. */
export async function reportBadgeLost(ctx: Context): Promise<number> {
  const { account } = await requireUser(ctx);
  return inTransaction(ctx, async (em) => {
    await execute(em, 'delete from badges where user_id = $1', [account.id]);
    return endSessionsOfUsers(ctx, [account.id], [], 'badge-lost');
  });
}

/** A listener: what it writes is committed with what it hears of. */
export async function logEvent({ em }: Context, event: RecordedEvent): Promise<void> {
  const { userId, type, actor, requestId } = event;
  await execute(em, 'insert into badge_log values ($1, $2, $3, $4)', [userId, type, actor, requestId]);
}

const notices = new DueRows<{ userId: number }>({
  table: 'badge_notices',
  columns: 'user_id as "userId"',
  leaseSeconds: 60,
  backoffSeconds: [0.2, 0.2],
});

const current = oncePer((_app: App): { worker?: QueueWorker } => ({}));

/** The job: notices are given beside the requests. */
export function startNotices(app: App): () => Promise<void> {
  const worker = workQueue(app, {
    name: 'badge-notices',
    rows: notices,
    pollMilliseconds: 200,
    work: (ctx, { userId }) => inTransaction(ctx, () => record(ctx, badgeNoticed({ userId }))),
  });
  current(app).worker = worker;
  return () => worker.end();
}

/** A committed notice need not wait for the next poll. */
export function wakeNotices(app: App, { type }: RecordedEvent): void {
  if (type === badgeAdded.type) current(app).worker?.wake();
}

/** A route with POST: a badge reader asks whose badge this is, and gets a cookie of its own. */
export async function scanBadge(ctx: Context, { body }: RouteRequest): Promise<RouteAnswer> {
  const { number } = z.object({ number: z.string() }).catch({ number: '' }).parse(body);
  const text = 'select u.username from badges as b join users as u on u.id = b.user_id where b.number = $1';
  const [row] = await ctx.app.database.read<{ username: string }>('scan-badge', text, [number]);
  if (!row) throw badgeInvalid();
  ctx.request.cookieToSet = 'badge_reader=1; HttpOnly; SameSite=Strict';
  return { status: 201, headers: { 'cache-control': 'no-store' }, body: row };
}
