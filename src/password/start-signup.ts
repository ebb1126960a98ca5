import { accountSettings } from '../accounts/accounts.settings.ts';
import type { Context } from '../feature/context.ts';
import { makeAttempt } from '../feature/make-attempt.ts';
import { inTransaction, record } from '../feature/unit-of-work.ts';
import { requireMail } from '../mail/can-mail.ts';
import { askedLocale, localeOf, supportedLocale } from '../mail/locales.ts';
import { limitingMail } from '../mail/mail-limits.ts';
import { type OutgoingMail, queueMail } from '../mail/queue-mail.ts';
import { issueSecret, openFlow } from '../one-time-secrets/issue-secret.ts';
import type { MailRequested } from '../one-time-secrets/mail-requested.types.ts';
import { execute } from '../platform/database/database.ts';
import { passwordHasher } from './hasher.ts';
import { signupStarted } from './password.events.ts';
import { alreadyRegisteredMail, signupMail, signupPurpose } from './password.mails.ts';
import { startSignupAttempt } from './password-attempts.ts';
import type { SignupInput } from './signup.types.ts';
import { checkSignup } from './signup-rules.ts';
import { type EmailOwner, requireFreeUsername } from './taken.ts';

const insertPending = `
  insert into pending_signups (flow_id, username, email, hash, locale, expires_at)
  values ($1, $2, $3, $4, $5, now() + $6::float8 * interval '1 second')`;

/**
 * Begins a signup; `completeSignup` finishes it. Free, taken and limited emails take the same path, with one hash and the
 * same statements, so neither the response nor its timing reveals an account. Only the mail differs.
 *
 * @throws MAIL_NOT_CONFIGURED, BAD_USER_INPUT, USERNAME_TAKEN, RATE_LIMITED, OVERLOADED.
 */
export async function startSignup(ctx: Context, input: SignupInput): Promise<MailRequested> {
  requireMail(ctx);
  return makeAttempt(ctx, { kind: startSignupAttempt }, async (count) => {
    const hasher = passwordHasher(ctx.app);
    const { signup, owner } = await hasher.prepare(async () => {
      await count();
      const signup = checkSignup(input, ctx.app.config.of(accountSettings).PASSWORD_MIN_LENGTH);
      return { signup, owner: await requireFreeUsername(ctx, signup) };
    });
    const { username, email, password } = signup;
    const hash = await hasher.hash(password, () => ctx.request.isGone());
    // An account without a language gets each mail in the request's language.
    const locale = askedLocale(ctx, signup.locale) ?? null;
    const mail = { ...mailFor(owner, username), recipient: email };
    return limitingMail(ctx, { email, kind: mail.kind.name }, (allowance) => {
      const isWithheld = allowance.isWithheld || owner?.isActive === false;
      return inTransaction(ctx, async (em) => {
        const secret = await issueSecret(
          ctx,
          signupPurpose,
          { userId: null, subject: email },
          { mayReplace: !isWithheld },
        );
        const requested = await openFlow(ctx, signupPurpose, secret, { isDead: allowance.hasDeadFlow });
        const { flow } = requested;
        await execute(em, insertPending, [flow, username, email, hash, locale, signupPurpose.lifetime]);
        const link = mail.kind.link && { secret, flowId: flow };
        const ownLocale = supportedLocale(owner?.locale) ?? localeOf(ctx, locale);
        await queueMail(ctx, { ...mail, ...link, locale: ownLocale, withheld: isWithheld });
        await record(ctx, signupStarted({}));
        return requested;
      });
    });
  });
}

/** Tells the email's owner how to log in instead. */
function mailFor(
  owner: EmailOwner | undefined,
  username: string,
): Pick<OutgoingMail, 'kind' | 'userId' | 'facts'> {
  if (!owner) return { kind: signupMail, userId: null, facts: { username } };
  return { kind: alreadyRegisteredMail, userId: owner.id, facts: { username: owner.username } };
}
