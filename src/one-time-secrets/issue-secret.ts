import { randomBytes } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import type { Context } from '../feature/context.ts';
import type { SecretPurpose } from '../feature/secret-purposes.ts';
import { execute } from '../platform/database/database.ts';
import type { MailRequested } from './mail-requested.types.ts';

export interface Bearer {
  /** Null before an account exists, and for a secret that must survive changes of the account's credentials. */
  readonly userId: number | null;
  /** What the secret is about: in most cases, the email that it is sent to. */
  readonly subject: string;
}

export interface IssuedSecret {
  readonly secretId: string;
  readonly expiresAt: Date;
}

const seconds = (parameter: string) => `(${parameter}::float8 * interval '1 second')`;

/**
 * $1: id, $2: purpose, $3: user, $4: subject, $5: nonce, $6: lifetime. A second request gets the same secret, so that the
 * link in an earlier mail keeps working. If less than a third of its lifetime is left, or the email has changed, the secret
 * gets a new nonce, and older links stop working. $7: whether that is allowed.
 */
const upsert = (target: string) => `
  insert into one_time_secrets as s (id, purpose, user_id, subject, nonce, expires_at)
  values ($1, $2, $3, $4, $5, now() + ${seconds('$6')})
  on conflict ${target} do update set
    subject = case when ${isOutdated('$6')} then excluded.subject else s.subject end,
    nonce = case when ${isOutdated('$6')} then excluded.nonce else s.nonce end,
    created_at = case when ${isOutdated('$6')} then now() else s.created_at end,
    expires_at = case when ${isOutdated('$6')} then excluded.expires_at else s.expires_at end
  returning id as "secretId", expires_at as "expiresAt", nonce = $5 as "isNew"`;

function isOutdated(lifetime: string): string {
  return `($7::boolean and (s.expires_at < now() + ${seconds(lifetime)} / 3 or s.subject is distinct from excluded.subject))`;
}

const upsertForUser = upsert('(user_id, purpose) where used_at is null');
const upsertForSubject = upsert('(subject, purpose) where used_at is null and user_id is null');

/** Only a replaced secret has older flows. */
const deleteOlderFlows = 'delete from one_time_flows where secret_id = $1 and $2::boolean';

/**
 * The maximum number of flows per secret. With five tries each, they allow 500 guesses at a 34.6-bit code: a chance of one
 * in fifty million.
 */
const maxFlows = 100;

/** $1: id, $2: secret, $3: whether to insert at all. The upsert has locked the secret's row, so the count is exact. */
const insertFlow = `
  insert into one_time_flows (id, secret_id)
  select $1, $2 where $3::boolean and (select count(*) from one_time_flows where secret_id = $2) < ${maxFlows}
  returning id`;

/**
 * Must run in the unit of work that queues the mail.
 * @param options.mayReplace false if the mail is withheld: otherwise an earlier mail's link would die without a successor.
 */
export async function issueSecret(
  ctx: Context,
  purpose: SecretPurpose,
  { userId, subject }: Bearer,
  { mayReplace = true } = {},
): Promise<IssuedSecret> {
  const statement = userId === null ? upsertForSubject : upsertForUser;
  const values = [uuidv7(), purpose.name, userId, subject, randomBytes(16), purpose.lifetime, mayReplace];
  const [row] = await execute<IssuedSecret & { isNew: boolean }>(ctx.em, statement, values);
  if (!row) throw new Error('PostgreSQL returned no row for an upsert.');
  // For every request, so that timing does not reveal whether a mail was sent to this email before.
  await execute(ctx.em, deleteOlderFlows, [row.secretId, row.isNew]);
  return { secretId: row.secretId, expiresAt: new Date(row.expiresAt) };
}

/**
 * Gives the requesting browser its own flow and tries, so that an attacker's request cannot use up the owner's tries. Beyond
 * the maximum, or if `isDead`, the returned flow does not exist, so every code fails.
 */
export async function openFlow(
  ctx: Context,
  purpose: SecretPurpose,
  { secretId }: Pick<IssuedSecret, 'secretId'>,
  { isDead = false, flow = uuidv7() } = {},
): Promise<MailRequested> {
  await execute(ctx.em, insertFlow, [flow, secretId, !isDead]);
  return { flow, expiresIn: purpose.codeLifetime };
}
