import type { Feature } from '../feature/feature.ts';
import { mailNewAccount } from './mail-new-account.ts';
import { verificationMail, verificationPurpose } from './verification.mails.ts';
import { VerificationResolver } from './verification.resolver.ts';
import { verificationRequirement } from './verification-requirement.ts';

export const emailVerification: Feature = {
  name: 'email-verification',
  secretPurposes: [verificationPurpose],
  mails: [verificationMail],
  loginRequirements: [verificationRequirement],
  resolvers: [VerificationResolver],
  listensTo: ['account.created'],
  onEvent: mailNewAccount,
};
