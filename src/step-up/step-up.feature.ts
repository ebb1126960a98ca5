import type { Feature } from '../feature/feature.ts';
import { confirmationMail, confirmationPurpose, confirmByEmail, emailProof } from './confirm-by-email.ts';
import { ConfirmationRow } from './confirmation.entity.ts';
import { confirmationAttempt } from './confirmation-attempt.ts';
import { confirmationData } from './confirmation-data.ts';
import { forgetConfirmations, startPurgingConfirmations } from './forget-confirmations.ts';
import { reauthenticationRequired } from './step-up.errors.ts';
import { confirmationRefused, identityConfirmed } from './step-up.events.ts';
import { StepUpResolver } from './step-up.resolver.ts';
import { stepUpSettings } from './step-up.settings.ts';

/** Operations that need a recent proof of identity, and how a signed-in user gives one. */
export const stepUp: Feature = {
  name: 'step-up',
  settings: stepUpSettings,
  entities: [ConfirmationRow],
  errors: [reauthenticationRequired],
  events: [identityConfirmed, confirmationRefused],
  attempts: [confirmationAttempt],
  proofMethods: [emailProof],
  confirmationMethods: [confirmByEmail],
  secretPurposes: [confirmationPurpose],
  mails: [confirmationMail],
  resolvers: [StepUpResolver],
  personalData: confirmationData,
  onCredentialsChanged: forgetConfirmations,
  start: startPurgingConfirmations,
};
