import { accountSettings } from '../accounts/accounts.settings.ts';
import type { LoginRequirement } from '../feature/proofs.ts';
import { limitingMail } from '../mail/mail-limits.ts';
import { codeInvalid } from '../one-time-secrets/one-time-secrets.errors.ts';
import { secretIdIn } from '../one-time-secrets/secret-text.ts';
import { mailVerification } from './mail-verification.ts';
import { verificationMail } from './verification.mails.ts';
import { applyProof, proveMailbox } from './verify-email.ts';

/** When an operator sets `required`, open sessions continue; the next login requires the proof. */
export const verificationRequirement: LoginRequirement = {
  name: 'EMAIL_VERIFICATION',
  methodsFor: () => ['EMAIL_CODE'],
  isOpen: ({ app }, { account }) =>
    app.config.of(accountSettings).EMAIL_VERIFICATION === 'required' && !account.emailVerified,
  begin(ctx, { id, email }, write) {
    // The flow always works: the client has proved the password, so no stranger can use up the owner's flows.
    return limitingMail(ctx, { email, kind: verificationMail.name }, ({ isWithheld: withheld }) =>
      write(async (ctx) => (await mailVerification(ctx, id, { withheld })).flow),
    );
  },
  async judge(ctx, { account, flowId }, { text: proof }) {
    const isToken = secretIdIn(proof) !== undefined;
    if (!isToken && flowId === null) throw codeInvalid();
    const given = isToken ? { token: proof } : { flow: flowId ?? '', code: proof };
    const secret = await proveMailbox(ctx, account, given);
    return (ctx) => applyProof(ctx, account, secret);
  },
};
