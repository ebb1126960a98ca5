import type { Feature } from '../feature/feature.ts';
import { RecoveryCode } from './recovery-code.entity.ts';
import { recoveryCodeData } from './recovery-code-data.ts';
import { recoveryCodeFactor, recoveryProof } from './recovery-code-factor.ts';
import { secondFactorAttempt } from './second-factor-attempt.ts';
import { secondFactorRequirement } from './second-factor-requirement.ts';
import { secondFactorInvalid } from './second-factors.errors.ts';
import { recoveryCodeUsed, secondFactorRejected } from './second-factors.events.ts';
import { secondFactorSettings } from './second-factors.settings.ts';

/** What all second factors share: the question at login, recovery codes, limits. */
export const secondFactors: Feature = {
  name: 'second-factors',
  settings: secondFactorSettings,
  entities: [RecoveryCode],
  errors: [secondFactorInvalid],
  events: [secondFactorRejected, recoveryCodeUsed],
  attempts: [secondFactorAttempt],
  proofMethods: [recoveryProof],
  loginRequirements: [secondFactorRequirement],
  secondFactors: [recoveryCodeFactor],
  personalData: recoveryCodeData,
};
