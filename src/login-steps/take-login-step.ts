import { createHash, randomBytes } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { beginProof } from '../feature/begin-proof.ts';
import type { Context } from '../feature/context.ts';
import type { FinishBeginning, LoginRequirement, Proof } from '../feature/proofs.ts';
import { record } from '../feature/unit-of-work.ts';
import { execute } from '../platform/database/database.ts';
import { openRequirement } from '../sessions/open-requirement.ts';
import {
  inLoginTransaction,
  lockForLogin,
  openUnlessAsked,
  refuse,
  requireEnabled,
} from '../sessions/open-session.ts';
import { loginChallenged } from './login-steps.events.ts';
import type { LoginChallenge, LoginStep } from './login-steps.types.ts';

/** OWASP recommends that a login in progress expire within minutes. */
const challengeLifetime = 10 * 60;

const maxChallenges = 5;

/**
 * $3: user, whose row is locked. Deletes the oldest challenges, but no young ones: otherwise an attacker with the password could
 * keep the owner out, by starting five logins while the owner looks for the second factor. Each costs a password hash.
 */
const insertChallenge = `
  with surplus as (
    delete from login_challenges where created_at < now() - interval '5 minutes' and id in (
      select id from login_challenges where user_id = $3
      order by created_at desc, id desc offset ${maxChallenges - 1})
  )
  insert into login_challenges (id, secret_hash, user_id, methods, asks, flow_id, expires_at)
  values ($1, $2, $3, $4, $5, $6, now() + $7::float8 * interval '1 second')`;

/** The requirement that a login will probably ask for next. */
export interface PreparedStep {
  readonly requirement: LoginRequirement;
  readonly finish: FinishBeginning | undefined;
}

/**
 * Runs a unit of work that calls `takeLoginStep`. `begin` may need a connection, which must not wait for the one that the unit
 * of work holds. @param met the name of the requirement that the unit of work will meet.
 */
export async function preparingLoginStep<Result>(
  ctx: Context,
  { proof, met }: { proof: Proof; met?: string },
  work: (prepared?: PreparedStep) => Promise<Result>,
): Promise<Result> {
  const requirement = await openRequirement(ctx, proof, met);
  if (!requirement) return work();
  return beginProof(ctx, requirement, proof.account, (finish) => work({ requirement, finish }));
}

/**
 * Every login method ends here: with a session, or with a challenge for the next proof.
 * @throws INVALID_CREDENTIALS for a disabled account; whatever a feature's `beforeSession` throws.
 */
export async function takeLoginStep(ctx: Context, proof: Proof, prepared?: PreparedStep): Promise<LoginStep> {
  await requireEnabled(ctx, proof.account);
  const requirement = await openRequirement(ctx, proof);
  if (requirement) return { next: await challenge(ctx, proof, requirement, prepared) };
  const opened = await openUnlessAsked(ctx, proof);
  if (!('requirement' in opened)) return { tokens: opened };
  const { account, requirement: asked } = opened;
  return { next: await challenge(ctx, { ...proof, account }, asked, prepared) };
}

async function challenge(
  ctx: Context,
  proof: Proof,
  requirement: LoginRequirement,
  prepared?: PreparedStep,
): Promise<LoginChallenge> {
  const { account, methods } = proof;
  const id = uuidv7();
  const secret = randomBytes(32).toString('base64url');
  const write = (finish?: FinishBeginning) =>
    inLoginTransaction(ctx, proof, async (em) => {
      const locked = await lockForLogin(ctx, proof);
      if (typeof locked === 'string') return locked;
      const flow = await finish?.(ctx);
      const values = [id, hashOf(secret), account.id, methods, requirement.name, flow ?? null];
      await execute(em, insertChallenge, [...values, challengeLifetime]);
      await record(ctx, loginChallenged({ userId: account.id, reason: requirement.name }));
      return undefined;
    });
  const isPrepared = prepared?.requirement === requirement;
  const refusal = await (isPrepared ? write(prepared.finish) : beginProof(ctx, requirement, account, write));
  if (refusal) return refuse(ctx, account, refusal);
  return {
    challenge: `${id}.${secret}`,
    asks: requirement.name,
    methods: await requirement.methodsFor(ctx, account),
    expiresIn: challengeLifetime,
    id,
    userId: account.id,
  };
}

export function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
