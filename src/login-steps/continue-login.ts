import { z } from 'zod';
import { type Account, loginColumns, mayLogIn, pickAccount } from '../feature/account.ts';
import type { Context } from '../feature/context.ts';
import { makeAttempt } from '../feature/make-attempt.ts';
import { inTransaction } from '../feature/unit-of-work.ts';
import { execute } from '../platform/database/database.ts';
import { requirementNamed } from '../sessions/open-requirement.ts';
import { continueAttempt } from './continue-attempt.ts';
import { readProof, requireMethod } from './login-proofs.ts';
import type { ContinueLoginInput, LoginStep } from './login-steps.types.ts';
import { maxTries, refuseChallenge, refuseUnknown } from './refuse-challenge.ts';
import { hashOf, prepareLoginStep, takeLoginStep } from './take-login-step.ts';

interface ChallengeRow extends Account {
  challengeId: string;
  methods: string[];
  asks: string;
  flowId: string | null;
  tries: number;
}

/** $1: challenge, $2: secret's hash. Counts the try before the proof is checked, so that racing tries count too. */
const countTry = `
  update login_challenges as c set tries = c.tries + 1 from users as u
  where c.id = $1 and c.secret_hash = $2 and c.used_at is null and now() < c.expires_at and c.tries < ${maxTries}
    and u.id = c.user_id and ${mayLogIn}
  returning c.id as "challengeId", c.methods, c.asks, c.flow_id as "flowId", c.tries, ${loginColumns}`;

const markUsed = `
  update login_challenges set used_at = now() where id = $1 and used_at is null and now() < expires_at returning id`;

const selectAccount = `select ${loginColumns} from users as u where u.id = $1 for no key update`;

/**
 * Continues a login with another proof. A challenge opens at most one session.
 * @throws BAD_USER_INPUT, CHALLENGE_INVALID, CODE_INVALID, LINK_INVALID, RATE_LIMITED.
 */
export async function continueLogin(ctx: Context, input: ContinueLoginInput): Promise<LoginStep> {
  const { challenge: text, proof } = readProof(input);
  const challenge = readChallenge(text);
  const { row, apply } = await makeAttempt(ctx, { kind: continueAttempt }, async (count) => {
    await count();
    const row = await findChallenge(ctx, challenge);
    const requirement = requirementNamed(ctx.app, row.asks);
    const account = pickAccount(row);
    if (!(await requirement.accepts?.(ctx, account, proof.method)))
      requireMethod(proof, await requirement.methodsFor(ctx, account));
    const { challengeId: id, flowId, tries } = row;
    return { row, apply: await requirement.judge(ctx, { id, account, flowId, tries }, proof) };
  });
  const prepared = await prepareLoginStep(ctx, { account: pickAccount(row), methods: row.methods }, row.asks);
  const step = await inTransaction(ctx, async (em) => {
    // The lock serializes this login with a change of credentials, which deletes the challenge.
    const [account] = await execute<Account>(em, selectAccount, [row.id]);
    const used = await execute(em, markUsed, [row.challengeId]);
    if (!account || used.length === 0) return undefined;
    const { methods = [], recoveryCodes = null } = (await apply(ctx)) ?? {};
    const [proved = account] = await execute<Account>(em, selectAccount, [row.id]);
    const proof = { account: pickAccount(proved), methods: [...new Set([...row.methods, ...methods])] };
    return { ...(await takeLoginStep(ctx, proof, prepared)), recoveryCodes };
  });
  return step ?? refuseChallenge(ctx, challenge);
}

interface ReadChallenge {
  id: string;
  secretHash: Buffer;
}

function readChallenge(text: string): ReadChallenge {
  const [id = '', secret = ''] = text.slice(0, 100).split('.');
  return { id, secretHash: hashOf(secret) };
}

async function findChallenge(ctx: Context, given: ReadChallenge): Promise<ChallengeRow> {
  const { id, secretHash } = given;
  if (!z.uuid().safeParse(id).success) return refuseUnknown(ctx);
  const statement = { name: 'count-login-step', text: countTry, values: [id, secretHash] };
  const [row] = await ctx.app.database.change<ChallengeRow>(statement);
  return row ?? refuseChallenge(ctx, given);
}
