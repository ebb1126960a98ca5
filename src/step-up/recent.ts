import { Guarded } from '../feature/access.ts';
import type { Context } from '../feature/context.ts';
import { acrOf } from '../sessions/acr.ts';
import { requireUser } from '../sessions/require-user.ts';
import { requiredMethods } from './required-methods.ts';
import { reauthenticationRequired } from './step-up.errors.ts';
import { stepUpSettings } from './step-up.settings.ts';

/** Requires a recent proof of identity for a root field: a login, or a confirmation in the same session. */
export const Recent = () => Guarded(requireRecent, { recent: true });

/**
 * The session's row decides, not the token, and the look-up of the caller has already read the row.
 * @throws UNAUTHENTICATED, REAUTHENTICATION_REQUIRED
 */
export async function requireRecent(ctx: Context): Promise<void> {
  const { account, session } = await requireUser(ctx);
  const { REAUTHENTICATION_MAX_AGE: maxAgeSeconds } = ctx.app.config.of(stepUpSettings);
  if (session.now - session.authenticatedAt <= maxAgeSeconds) return;
  const { methods, level } = await requiredMethods(ctx, account);
  throw reauthenticationRequired({
    methods: methods.map(({ name }) => name),
    maxAgeSeconds,
    acr: acrOf(level),
  });
}
