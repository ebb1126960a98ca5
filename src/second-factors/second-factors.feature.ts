import type { Feature } from '../feature/feature.ts';
import { forgetFactors } from './forget-factors.ts';
import { RecoveryCode } from './recovery-code.entity.ts';
import { recoveryCodeFactor, recoveryProof } from './recovery-code-factor.ts';
import { sealedCodes } from './sealed-codes.ts';
import { recoveryCodeAttempt, renewAttempt, secondFactorAttempt } from './second-factor-attempt.ts';
import { secondFactorData } from './second-factor-data.ts';
import { SecondFactorFailures } from './second-factor-failures.entity.ts';
import { secondFactorRequirement } from './second-factor-requirement.ts';
import { noSecondFactor, secondFactorInvalid, secondFactorRequired } from './second-factors.errors.ts';
import { recoveryCodesRenewed, recoveryCodeUsed, secondFactorRejected } from './second-factors.events.ts';
import { codesRenewedMail, codeUsedMail, passwordKnownMail } from './second-factors.mails.ts';
import { SecondFactorsResolver } from './second-factors.resolver.ts';
import { secondFactorSettings } from './second-factors.settings.ts';

/** What all second factors share: the question at login, recovery codes, limits. */
export const secondFactors: Feature = {
  name: 'second-factors',
  settings: secondFactorSettings,
  entities: [RecoveryCode, SecondFactorFailures],
  errors: [secondFactorInvalid, noSecondFactor, secondFactorRequired],
  events: [secondFactorRejected, recoveryCodeUsed, recoveryCodesRenewed],
  attempts: [secondFactorAttempt, recoveryCodeAttempt, renewAttempt],
  proofMethods: [recoveryProof],
  loginRequirements: [secondFactorRequirement],
  secondFactors: [recoveryCodeFactor],
  mails: [codeUsedMail, codesRenewedMail, passwordKnownMail],
  resolvers: [SecondFactorsResolver],
  personalData: secondFactorData,
  sealedData: [sealedCodes],
  onCredentialsChanged: forgetFactors,
};
