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
  /** Also requires the account's strongest proof in this session, so that a password alone cannot remove a second factor. */
  readonly needsStrongest?: boolean;
  /** The mail that notifies the owner. */
  readonly notice?: MailKind;
}

/** Requires a recent proof of identity for a root field: a login, or a confirmation in the same session. */
export const Recent = ({ checksPassword = false, needsStrongest = false, notice }: RecentOptions = {}) =>
  Guarded((ctx) => requireRecent(ctx, { checksPassword, needsStrongest }), {
    recent: { checksPassword, notice },
  });

/**
 * Checks the session's row, not the token. The look-up of the caller has already read the row.
 * @throws UNAUTHENTICATED, REAUTHENTICATION_REQUIRED
 */
async function requireRecent(ctx: Context, { checksPassword, needsStrongest }: RecentOptions): Promise<void> {
  const { account, session } = await requireUser(ctx);
  const { REAUTHENTICATION_MAX_AGE: maxAgeSeconds } = ctx.app.config.of(stepUpSettings);
  const isRecent = session.now - session.authenticatedAt <= maxAgeSeconds;
  if (isRecent && (!needsStrongest || session.level > 1)) return;
  const { methods, level } = await requiredMethods(ctx, account);
  if (isRecent && session.level >= level) return;
  if (checksPassword && level === 1) return;
  throw reauthenticationRequired({
    methods: methods.map(({ name }) => name),
    maxAgeSeconds,
    acr: acrOf(level),
  });
}
