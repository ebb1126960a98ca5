import { Guarded } from '../feature/access.ts';
import type { Context } from '../feature/context.ts';
import type { MailKind } from '../feature/mail-kinds.ts';
import { acrOf } from '../sessions/acr.ts';
import { requireUser } from '../sessions/require-user.ts';
import { requiredMethods } from './required-methods.ts';
import { reauthenticationRequired } from './step-up.errors.ts';
import { stepUpSettings } from './step-up.settings.ts';

interface RecentOptions {
  /**
   * The field itself checks the password. For accounts without a second factor, that check counts as a recent proof, so that
   * users do not have to enter the same password twice.
   */
  readonly checksPassword?: boolean;
  /** The mail that notifies the owner. */
  readonly notice?: MailKind;
}

/** Requires a recent proof of identity for a root field: a login, or a confirmation in the same session. */
export const Recent = ({ checksPassword = false, notice }: RecentOptions = {}) =>
  Guarded((ctx) => requireRecent(ctx, { checksPassword }), { recent: { checksPassword, notice } });

/**
 * Checks the session's row, not the token. The look-up of the caller has already read the row.
 * @throws UNAUTHENTICATED, REAUTHENTICATION_REQUIRED
 */
async function requireRecent(ctx: Context, { checksPassword }: RecentOptions): Promise<void> {
  const { account, session } = await requireUser(ctx);
  const { REAUTHENTICATION_MAX_AGE: maxAgeSeconds } = ctx.app.config.of(stepUpSettings);
  if (session.now - session.authenticatedAt <= maxAgeSeconds) return;
  const { methods, level } = await requiredMethods(ctx, account);
  if (checksPassword && level === 1) return;
  throw reauthenticationRequired({
    methods: methods.map(({ name }) => name),
    maxAgeSeconds,
    acr: acrOf(level),
  });
}
