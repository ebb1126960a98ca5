import { z } from 'zod';
import type { Context } from '../feature/context.ts';
import { makeAttempt } from '../feature/make-attempt.ts';
import type { SecretPurpose } from '../feature/secret-purposes.ts';
import { recordNow } from '../feature/unit-of-work.ts';
import { execute } from '../platform/database/database.ts';
import { codeAttempt } from './code-attempt.ts';
import { codeInvalid, type LinkProblem, linkInvalid } from './one-time-secrets.errors.ts';
import { codeRejected, linkRefused } from './one-time-secrets.events.ts';
import { isCodeOf, isTokenOf, type SecretSeed, secretIdIn } from './secret-text.ts';

/** A secret that has passed the check. `useSecret` then marks it as used. */
export interface ProvedSecret {
  readonly id: string;
  readonly purpose: SecretPurpose;
  readonly userId: number | null;
  readonly subject: string;
  /** The code's flow; undefined for a link. */
  readonly flowId?: string;
}

interface SecretRow extends SecretSeed {
  purpose: string;
  userId: number | null;
  subject: string;
  isUsed: boolean;
  isExpired: boolean;
}

const columns = `
  s.id, s.purpose, s.user_id as "userId", s.subject, s.nonce, s.used_at is not null as "isUsed",
  now() >= s.expires_at as "isExpired"`;

const selectSecret = `select ${columns} from one_time_secrets as s where s.id = $1 and s.purpose = any($2::text[])`;

/** Tells the holder of a genuine token why it fails, since only the mail's recipient has one. @throws LINK_INVALID */
export async function checkToken(
  ctx: Context,
  purposes: SecretPurpose | readonly SecretPurpose[],
  token: string,
  { acceptUsed = false } = {},
): Promise<ProvedSecret> {
  const id = secretIdIn(token);
  if (id === undefined) return refuseLink(ctx, 'INVALID');
  const allowed = [purposes].flat();
  const values = [id, allowed.map(({ name }) => name)];
  const [row] = await ctx.app.database.read<SecretRow>('one-time-secret', selectSecret, values);
  const purpose = allowed.find(({ name }) => name === row?.purpose);
  if (!row || !purpose || !isTokenOf(ctx.app, purpose, row, token)) return refuseLink(ctx, 'INVALID');
  if (row.isUsed && !acceptUsed) return refuseLink(ctx, 'USED', row.userId);
  if (row.isExpired && !row.isUsed) return refuseLink(ctx, 'EXPIRED', row.userId);
  return { id: row.id, purpose, userId: row.userId, subject: row.subject };
}

type TokenProblem = Exclude<LinkProblem, 'OTHER_ACCOUNT'>;

async function refuseLink(ctx: Context, reason: TokenProblem, userId: number | null = null): Promise<never> {
  const inEvents = { EXPIRED: 'expired', USED: 'used', INVALID: 'invalid' } as const;
  await recordNow(ctx, linkRefused({ userId: userId ?? undefined, reason: inEvents[reason] }));
  throw linkInvalid({ reason });
}

const maxTries = 5;

/**
 * $1: flow, $2: purpose, $3: the code's lifetime, $4: whether a used secret counts as well. Counts the try before the code is
 * compared, so that racing tries count too.
 */
const countTry = `
  update one_time_flows as f set tries = f.tries + 1 from one_time_secrets as s
  where f.id = $1 and s.id = f.secret_id and s.purpose = $2 and (s.used_at is null or $4::boolean) and now() < s.expires_at
    and now() < f.created_at + $3::float8 * interval '1 second' and f.tries < ${maxTries}
  returning ${columns}`;

/** The owner may need the code again if the service rejected the rest of the input. */
const uncountTry = 'update one_time_flows set tries = tries - 1 where id = $1';

/** All failures look alike, so that a guess reveals nothing. @throws CODE_INVALID, RATE_LIMITED. */
export function checkCode(
  ctx: Context,
  purpose: SecretPurpose,
  { flow, code }: { flow: string; code: string },
  { acceptUsed = false } = {},
): Promise<ProvedSecret> {
  return makeAttempt(ctx, { kind: codeAttempt }, async (count) => {
    await count();
    if (!z.uuid().safeParse(flow).success) return rejectCode(ctx, 'ended');
    const values = [flow, purpose.name, purpose.codeLifetime, acceptUsed];
    const statement = { name: 'count-code-try', text: countTry, values };
    const [row] = await ctx.app.database.change<SecretRow>(statement);
    if (!row) return rejectCode(ctx, 'ended');
    if (!isCodeOf(ctx.app, purpose, row, code)) return rejectCode(ctx, 'wrong', row.userId);
    await ctx.app.database.change({ name: 'uncount-code-try', text: uncountTry, values: [flow] });
    return { id: row.id, purpose, userId: row.userId, subject: row.subject, flowId: flow };
  });
}

type CodeProblem = Parameters<typeof codeRejected>[0]['reason'];

async function rejectCode(ctx: Context, reason: CodeProblem, userId: number | null = null): Promise<never> {
  await recordNow(ctx, codeRejected({ userId: userId ?? undefined, reason }));
  throw codeInvalid();
}

const setUsed = `
  update one_time_secrets set used_at = now()
  where id = $1 and used_at is null and now() < expires_at returning id`;

/** Uses a secret, in the unit of work that acts on it. Only one racing call succeeds. @throws LINK_INVALID, CODE_INVALID */
export async function useSecret(ctx: Context, secret: ProvedSecret): Promise<void> {
  if (!(await markUsed(ctx, secret))) await refuseUsed(ctx, secret);
}

/** For effects that are safe to repeat. @returns false if the secret has been used or has expired in the meantime. */
export async function markUsed(ctx: Context, { id }: ProvedSecret): Promise<boolean> {
  return (await execute(ctx.em, setUsed, [id])).length > 0;
}

/** For a secret that a racing call has already used. @throws LINK_INVALID, CODE_INVALID */
export function refuseUsed(ctx: Context, { flowId, userId }: ProvedSecret): Promise<never> {
  return flowId === undefined ? refuseLink(ctx, 'USED', userId) : rejectCode(ctx, 'ended', userId);
}

/** The error for a genuine secret that belongs to someone else's account. */
export function ofOtherAccount({ flowId }: ProvedSecret): Error {
  return flowId === undefined ? linkInvalid({ reason: 'OTHER_ACCOUNT' }) : codeInvalid();
}

/** The error for a secret that no longer matches its account. */
export function noLongerFits({ flowId }: ProvedSecret): Error {
  return flowId === undefined ? linkInvalid({ reason: 'INVALID' }) : codeInvalid();
}
