import type { Feature } from '../feature/feature.ts';
import { forgetTotp, startPurgingEnrolments } from './forget-totp.ts';
import { enrolmentInvalid, secondFactorUnavailable } from './totp.errors.ts';
import { secondFactorAdded, secondFactorRemoved, secondFactorUsed } from './totp.events.ts';
import { addedMail } from './totp.mails.ts';
import { TotpResolver } from './totp.resolver.ts';
import { confirmAttempt, startAttempt } from './totp-attempts.ts';
import { TotpCredential } from './totp-credential.entity.ts';
import { totpData } from './totp-data.ts';
import { TotpEnrolment } from './totp-enrolment.entity.ts';
import { totpFactor, totpProof } from './totp-factor.ts';

/** Authenticator apps (RFC 6238). */
export const totp: Feature = {
  name: 'totp',
  entities: [TotpCredential, TotpEnrolment],
  resolvers: [TotpResolver],
  errors: [enrolmentInvalid, secondFactorUnavailable],
  events: [secondFactorAdded, secondFactorRemoved, secondFactorUsed],
  attempts: [startAttempt, confirmAttempt],
  proofMethods: [totpProof],
  secondFactors: [totpFactor],
  mails: [addedMail],
  revocationReasons: ['second-factor-added'],
  personalData: totpData,
  onCredentialsChanged: forgetTotp,
  start: startPurgingEnrolments,
};
