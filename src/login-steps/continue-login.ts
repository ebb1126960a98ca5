import { z } from 'zod';
import { type Account, loginColumns, mayLogIn, pickAccount } from '../feature/account.ts';
import type { Context } from '../feature/context.ts';
import { makeAttempt } from '../feature/make-attempt.ts';
import { inTransaction } from '../feature/unit-of-work.ts';
import { execute } from '../platform/database/database.ts';
import { isFull } from '../sessions/login-statements.ts';
import { requirementNamed } from '../sessions/open-requirement.ts';
import { sessionSettings } from '../sessions/sessions.settings.ts';
import { continueAttempt } from './continue-attempt.ts';
import { readProof, requireMethod } from './login-proofs.ts';
import type { ContinueLoginInput, LoginStep } from './login-steps.types.ts';
import { maxTries, refuseChallenge, refuseUnknown } from './refuse-challenge.ts';
import { hashOf, preparingLoginStep, takeLoginStep } from './take-login-step.ts';

interface ChallengeRow extends Account {
  challengeId: string;
  methods: string[];
  asks: string;
  flowId: string | null;
}

/** $1: challenge, $2: secret's hash. Counts the try before the proof is checked, so that racing tries count too. */
const countTry = `
  update login_challenges as c set tries = c.tries + 1 from users as u
  where c.id = $1 and c.secret_hash = $2 and c.used_at is null and now() < c.expires_at and c.tries < ${maxTries}
    and u.id = c.user_id and ${mayLogIn}
  returning c.id as "challengeId", c.methods, c.asks, c.flow_id as "flowId", ${loginColumns}`;

/**
 * $1: user, $2: challenge. Locks the user first: this serializes the login with a change of credentials, which deletes the
 * challenge.
 */
const useChallenge = `
  with locked as materialized (select id from users where id = $1 for no key update)
  update login_challenges as c set used_at = now() from locked as l
  where c.id = $2 and c.user_id = l.id and c.used_at is null and now() < c.expires_at returning c.id`;

const selectAccount = `select ${loginColumns}, ${isFull('$2')} as "isFull" from users as u where u.id = $1`;

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
    const { challengeId: id, flowId } = row;
    return { row, apply: await requirement.judge(ctx, { id, account, flowId }, proof) };
  });
  const before = { account: pickAccount(row), methods: row.methods };
  const step = await preparingLoginStep(ctx, { proof: before, met: row.asks }, (prepared) =>
    inTransaction(ctx, async (em) => {
      const used = await execute(em, useChallenge, [row.id, row.challengeId]);
      if (used.length === 0) return undefined;
      const { methods = [], recoveryCodes = null } = (await apply(ctx)) ?? {};
      // The proof may have changed the account, and so may another request before the lock.
      const values = [row.id, ctx.app.config.of(sessionSettings).SESSIONS_PER_USER];
      const [account = { ...row, isFull: true }] = await execute<Account & { isFull: boolean }>(
        em,
        selectAccount,
        values,
      );
      const proof = {
        account: pickAccount(account),
        methods: [...new Set([...row.methods, ...methods])],
        isLocked: true,
        isFull: account.isFull,
      } as const;
      return { ...(await takeLoginStep(ctx, proof, prepared)), recoveryCodes };
    }),
  );
  return step ?? refuseChallenge(ctx, challenge);
}

const challengeId = z.uuid();

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
  if (!challengeId.safeParse(id).success) return refuseUnknown(ctx);
  const statement = { name: 'count-login-step', text: countTry, values: [id, secretHash] };
  const [row] = await ctx.app.database.change<ChallengeRow>(statement);
  return row ?? refuseChallenge(ctx, given);
}
