import type { Feature } from '../feature/feature.ts';
import { RecoveryCode } from './recovery-code.entity.ts';
import { recoveryCodeData } from './recovery-code-data.ts';
import { recoveryCodeFactor, recoveryProof } from './recovery-code-factor.ts';
import { renewAttempt, secondFactorAttempt } from './second-factor-attempt.ts';
import { secondFactorRequirement } from './second-factor-requirement.ts';
import { noSecondFactor, secondFactorInvalid } from './second-factors.errors.ts';
import { recoveryCodesRenewed, recoveryCodeUsed, secondFactorRejected } from './second-factors.events.ts';
import { codesRenewedMail } from './second-factors.mails.ts';
import { SecondFactorsResolver } from './second-factors.resolver.ts';
import { secondFactorSettings } from './second-factors.settings.ts';

/** What all second factors share: the question at login, recovery codes, limits. */
export const secondFactors: Feature = {
  name: 'second-factors',
  settings: secondFactorSettings,
  entities: [RecoveryCode],
  errors: [secondFactorInvalid, noSecondFactor],
  events: [secondFactorRejected, recoveryCodeUsed, recoveryCodesRenewed],
  attempts: [secondFactorAttempt, renewAttempt],
  proofMethods: [recoveryProof],
  loginRequirements: [secondFactorRequirement],
  secondFactors: [recoveryCodeFactor],
  mails: [codesRenewedMail],
  resolvers: [SecondFactorsResolver],
  personalData: recoveryCodeData,
};
