import type { Context } from '../feature/context.ts';
import { makeAttempt } from '../feature/make-attempt.ts';
import { inTransaction } from '../feature/unit-of-work.ts';
import { serviceName } from '../mail/mail-view.ts';
import { execute } from '../platform/database/database.ts';
import { lockCaller } from '../sessions/lock-account.ts';
import { requireUser } from '../sessions/require-user.ts';
import { makeSecret, textOf, uriOf } from './authenticator.ts';
import type { TotpEnrolmentPayload } from './totp.types.ts';
import { startAttempt } from './totp-attempts.ts';
import { sealSecret } from './totp-secrets.ts';

const lifetime = 10 * 60;

const upsert = `
  insert into totp_enrolments (user_id, secret, expires_at)
  values ($1, $2, now() + $3::float8 * interval '1 second')
  on conflict (user_id) do update set secret = excluded.secret, expires_at = excluded.expires_at`;

/** An authenticator that the account already has works until `confirmTotp`. @throws UNAUTHENTICATED, RATE_LIMITED. */
export async function startTotp(ctx: Context): Promise<TotpEnrolmentPayload> {
  const viewer = await requireUser(ctx);
  const { id, username } = viewer.account;
  return makeAttempt(ctx, { kind: startAttempt, accountId: id }, async (count) => {
    await count();
    const secret = makeSecret();
    await inTransaction(ctx, async (em) => {
      await lockCaller(ctx, viewer);
      await execute(em, upsert, [id, sealSecret(ctx.app, id, secret), lifetime]);
    });
    return describeEnrolment(ctx, username, secret, lifetime);
  });
}

export function describeEnrolment(
  { app }: Context,
  username: string,
  secret: Buffer,
  expiresIn: number,
): TotpEnrolmentPayload {
  const otpauthUri = uriOf(secret, { issuer: serviceName(app), label: username });
  return { secret: textOf(secret), otpauthUri, expiresIn };
}
