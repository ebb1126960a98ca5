import type { Feature } from '../feature/feature.ts';
import { mailNewAccount } from './mail-new-account.ts';
import { emailChangedMail, verificationMail, verificationPurpose } from './verification.mails.ts';
import { VerificationResolver } from './verification.resolver.ts';
import { verificationCommands } from './verification-commands.ts';
import { verificationRequirement } from './verification-requirement.ts';

export const emailVerification: Feature = {
  name: 'email-verification',
  secretPurposes: [verificationPurpose],
  mails: [verificationMail, emailChangedMail],
  commands: verificationCommands,
  loginRequirements: [verificationRequirement],
  resolvers: [VerificationResolver],
  listensTo: ['account.created'],
  onEvent: mailNewAccount,
};
