import type { Feature } from '../feature/feature.ts';
import { additionReason } from './add-authenticator.ts';
import { enrolRequirement } from './enrol-requirement.ts';
import { forgetTotp, startPurgingEnrolments } from './forget-totp.ts';
import { removalReason } from './remove-totp.ts';
import { sealedTotp } from './sealed-totp.ts';
import { enrolmentInvalid, noAuthenticator, secondFactorUnavailable } from './totp.errors.ts';
import { secondFactorAdded, secondFactorRemoved, secondFactorUsed } from './totp.events.ts';
import { addedMail, removedMail } from './totp.mails.ts';
import { LoginEnrolmentResolver, TotpResolver } from './totp.resolver.ts';
import { confirmAttempt, removeAttempt, startAttempt } from './totp-attempts.ts';
import { TotpCredential } from './totp-credential.entity.ts';
import { totpData } from './totp-data.ts';
import { TotpEnrolment } from './totp-enrolment.entity.ts';
import { totpFactor, totpProof } from './totp-factor.ts';

/** Authenticator apps (RFC 6238). */
export const totp: Feature = {
  name: 'totp',
  entities: [TotpCredential, TotpEnrolment],
  resolvers: [TotpResolver, LoginEnrolmentResolver],
  errors: [enrolmentInvalid, noAuthenticator, secondFactorUnavailable],
  events: [secondFactorAdded, secondFactorRemoved, secondFactorUsed],
  attempts: [startAttempt, confirmAttempt, removeAttempt],
  proofMethods: [totpProof],
  secondFactors: [totpFactor],
  loginRequirements: [enrolRequirement],
  sealedData: sealedTotp,
  mails: [addedMail, removedMail],
  revocationReasons: [additionReason, removalReason],
  personalData: totpData,
  onCredentialsChanged: forgetTotp,
  start: startPurgingEnrolments,
};
