import type { Feature } from '../feature/feature.ts';
import { resetReason, startFactorResets } from './apply-factor-resets.ts';
import { cancelResetAttempt } from './cancel-factor-reset.ts';
import { cancelAfterRecovery, cancelAfterUse } from './end-factor-reset.ts';
import { FactorReset } from './factor-reset.entity.ts';
import { factorResetCommands } from './factor-reset-commands.ts';
import { factorResetData } from './factor-reset-data.ts';
import { factorResetGauges } from './factor-reset-gauges.ts';
import { factorResetCancelled, factorResetRequested, factorsReset } from './factor-resets.events.ts';
import { factorsResetMail, keepPurpose, resetRequestedMail } from './factor-resets.mails.ts';
import { FactorResetResolver } from './factor-resets.resolver.ts';
import { factorResetSettings } from './factor-resets.settings.ts';

/** For owners who have lost every second factor: an operator removes them after a delay, unless the owner cancels this. */
export const factorResets: Feature = {
  name: 'factor-resets',
  settings: factorResetSettings,
  entities: [FactorReset],
  resolvers: [FactorResetResolver],
  events: [factorResetRequested, factorResetCancelled, factorsReset],
  attempts: [cancelResetAttempt],
  secretPurposes: [keepPurpose],
  mails: [resetRequestedMail, factorsResetMail],
  revocationReasons: [resetReason],
  commands: factorResetCommands,
  gauges: factorResetGauges,
  personalData: factorResetData,
  onCredentialsChanged: cancelAfterRecovery,
  listensTo: [
    'second-factor.used',
    'second-factor.added',
    'recovery-code.used',
    'passkey.used',
    'passkey.added',
  ],
  onEvent: cancelAfterUse,
  start: startFactorResets,
};
