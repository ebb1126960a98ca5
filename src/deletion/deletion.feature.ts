import type { Feature } from '../feature/feature.ts';
import { closingReason } from './close-account.ts';
import { closingMail, deletedMail, restoredMail, restorePurpose } from './deletion.mails.ts';
import { DeletionResolver } from './deletion.resolver.ts';
import { deletionSettings } from './deletion.settings.ts';
import { deleteAttempt, restoreAttempt } from './deletion-attempts.ts';
import { deletionCommands } from './deletion-commands.ts';
import { deletionGauges } from './deletion-gauges.ts';
import { mailRestored } from './mail-restored.ts';
import { startPurgingAccounts } from './purge-accounts.ts';
import { restoreRequirement } from './restore-requirement.ts';

/** Owners delete their accounts. During a delay, they can restore them. */
export const deletion: Feature = {
  name: 'deletion',
  settings: deletionSettings,
  attempts: [deleteAttempt, restoreAttempt],
  loginRequirements: [restoreRequirement],
  secretPurposes: [restorePurpose],
  mails: [closingMail, restoredMail, deletedMail],
  revocationReasons: [closingReason],
  resolvers: [DeletionResolver],
  commands: deletionCommands,
  gauges: deletionGauges,
  listensTo: ['account.restored'],
  onEvent: mailRestored,
  start: startPurgingAccounts,
};
