import { v7 as uuidv7 } from 'uuid';
import { invalidCredentials } from '../accounts/accounts.errors.ts';
import { type Account, pickAccount } from '../feature/account.ts';
import type { Context } from '../feature/context.ts';
import { featuresOf } from '../feature/feature.ts';
import type { LoginRequirement, Proof } from '../feature/proofs.ts';
import { inTransaction, record, recordNow } from '../feature/unit-of-work.ts';
import { type EntityManager, execute } from '../platform/database/database.ts';
import type { AuthToken } from './auth-token.types.ts';
import { issueTokens } from './issue-tokens.ts';
import { decisiveMethod, levelOf } from './level-of.ts';
import { type LoginRow, lockUserForLogin, selectForLogin } from './login-statements.ts';
import { openRequirement } from './open-requirement.ts';
import { hashSessionSecret, makeSessionSecret } from './refresh-tokens.ts';
import { endSurplusSessions } from './revoke-sessions.ts';
import { insertSession, type SessionRow } from './session-statements.ts';
import { furtherProofRequired } from './sessions.errors.ts';
import { sessionOpened, sessionRefused } from './sessions.events.ts';
import { sessionSettings } from './sessions.settings.ts';
import { userAgentOf } from './user-agent.ts';

/**
 * Opens the session for every kind of login. All checks run first, so a rejected login never has a session, even briefly.
 * @throws whatever a feature's `beforeSession` throws; INVALID_CREDENTIALS for a disabled account; FURTHER_PROOF_REQUIRED if
 * a requirement is open (`takeLoginStep` offers a challenge instead).
 */
export async function openSession(ctx: Context, proof: Proof): Promise<AuthToken> {
  const opened = await openUnlessAsked(ctx, proof);
  if ('requirement' in opened) throw furtherProofRequired({ asks: opened.requirement.name });
  return opened;
}

/** The login needs another proof first. */
interface Asked {
  readonly requirement: LoginRequirement;
  readonly account: Account;
}

interface Inserted {
  readonly row: SessionRow;
  readonly account: Account;
}

/** Like `openSession`, but returns the open requirement instead of throwing. */
export async function openUnlessAsked(ctx: Context, proof: Proof): Promise<AuthToken | Asked> {
  const { account, methods } = proof;
  const level = levelOf(ctx.app, methods);
  await requireEnabled(ctx, account);
  const gates = featuresOf(ctx.app).filter(({ beforeSession }) => beforeSession);
  for (const gate of gates) await gate.beforeSession?.(ctx, proof);
  const requirement = await openRequirement(ctx, proof);
  if (requirement) return { requirement, account };
  const secret = makeSessionSecret();
  const result = await inLoginTransaction(ctx, proof, async (): Promise<Refusal | Asked | Inserted> => {
    // A gate may have changed the account, even in this unit of work.
    const locked = await lockForLogin(ctx, gates.length > 0 ? { ...proof, isLocked: false } : proof);
    if (typeof locked === 'string') return locked;
    // An operator may since have set another email, which is unverified.
    const asked = await openRequirement(ctx, { ...proof, account: locked.account });
    if (asked) return { requirement: asked, account: locked.account };
    if (!locked.account.isActive) return 'disabled';
    const row = await insert(ctx, proof, level, secret);
    const { sessionId } = row;
    const reason = decisiveMethod(ctx.app, methods);
    await record(ctx, sessionOpened({ userId: account.id, sessionId, reason }));
    if (locked.isFull) await endSurplusSessions(ctx, account.id, sessionId);
    return { account: locked.account, row };
  });
  if (typeof result === 'string') return refuse(ctx, account, result);
  if ('requirement' in result) return result;
  ctx.ownAccountIds.add(account.id);
  return issueTokens(ctx, result.account, result.row, secret);
}

/** Accepts a closing account, since a login can restore it. @throws INVALID_CREDENTIALS for a disabled account. */
export async function requireEnabled(ctx: Context, account: Account): Promise<void> {
  if (!account.isActive && !account.isClosing) await refuse(ctx, account, 'disabled');
}

/** A savepoint would cost two round trips, and a login that has locked its account commits or fails as a whole. */
export function inLoginTransaction<Result>(
  ctx: Context,
  { isLocked }: Proof,
  work: (em: EntityManager) => Promise<Result>,
): Promise<Result> {
  return isLocked ? work(ctx.em) : inTransaction(ctx, work);
}

type Refusal = Parameters<typeof sessionRefused>[0]['reason'];

interface LockedLogin {
  /** As it is now, possibly closing. */
  readonly account: Account;
  /** Whether the new session may be one too many. */
  readonly isFull: boolean;
}

/**
 * Serializes a login with changes to the account, in the login's unit of work. The account may have changed after the proof
 * and the gates. @returns the reason if the login must fail.
 */
export async function lockForLogin(
  ctx: Context,
  { account, isCurrent, isLocked, isFull = true }: Proof,
): Promise<LockedLogin | Refusal> {
  if (isLocked) return { account, isFull };
  await execute(ctx.em, lockUserForLogin, [account.id]);
  const values: unknown[] = [account.id, ctx.app.config.of(sessionSettings).SESSIONS_PER_USER];
  const text = selectForLogin(isCurrent?.((value) => `$${values.push(value)}`) ?? 'true');
  const [locked] = await execute<LoginRow>(ctx.em, text, values);
  if (!locked) return 'disabled';
  return locked.isCurrent ? { account: pickAccount(locked), isFull: locked.isFull } : 'outdated';
}

/** @throws INVALID_CREDENTIALS */
export async function refuse(ctx: Context, { id: userId }: Account, reason: Refusal): Promise<never> {
  await recordNow(ctx, sessionRefused({ userId, reason }));
  throw invalidCredentials();
}

async function insert(
  ctx: Context,
  { account, methods, authenticatedAt }: Proof,
  level: number,
  secret: string,
): Promise<SessionRow> {
  const { REFRESH_TOKEN_TTL, SESSION_MAX_AGE } = ctx.app.config.of(sessionSettings);
  const [row] = await execute<SessionRow>(ctx.em, insertSession, [
    uuidv7(),
    account.id,
    hashSessionSecret(secret),
    REFRESH_TOKEN_TTL,
    SESSION_MAX_AGE,
    userAgentOf(ctx),
    ctx.request.ip,
    methods,
    level,
    ctx.request.id,
    authenticatedAt ?? null,
  ]);
  if (!row) throw new Error('PostgreSQL returned no row for an insert.');
  return row;
}
