import type { Context } from '../feature/context.ts';
import type { LoginChallenge } from '../login-steps/login-steps.types.ts';
import { enrolRequirement, secretsOf } from './enrol-requirement.ts';
import { describeEnrolment } from './start-totp.ts';
import type { TotpEnrolmentPayload } from './totp.types.ts';

const selectUsername = 'select username from users where id = $1';

/** @returns null unless the challenge asks for an authenticator app. */
export async function describeLoginEnrolment(
  ctx: Context,
  { id, userId, asks, expiresIn }: LoginChallenge,
): Promise<TotpEnrolmentPayload | null> {
  if (asks !== enrolRequirement.name) return null;
  const [user] = await ctx.app.database.read<{ username: string }>('username', selectUsername, [userId]);
  const [secret] = secretsOf(ctx.app, id, userId);
  return describeEnrolment(ctx, user?.username ?? '', secret, expiresIn);
}
