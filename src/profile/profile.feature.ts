import type { Feature } from '../feature/feature.ts';
import { EmailChange } from './email-change.entity.ts';
import { forgetChanges, startPurgingChanges } from './email-changes.ts';
import { PendingEmailResolver } from './pending-email.resolver.ts';
import { tooSoon } from './profile.errors.ts';
import {
  accountRenamed,
  emailChangeCancelled,
  emailChangeRequested,
  emailChangeUndone,
} from './profile.events.ts';
import {
  cancelPurpose,
  changedMail,
  changePurpose,
  changeRequestedMail,
  confirmMail,
  emailInUseMail,
  renamedMail,
  undoMail,
  undoneMail,
  undoPurpose,
} from './profile.mails.ts';
import { ProfileResolver } from './profile.resolver.ts';
import { profileSettings } from './profile.settings.ts';
import {
  cancelAttempt,
  cancelOwnAttempt,
  emailChangeAttempt,
  renameAttempt,
  undoAttempt,
} from './profile-attempts.ts';
import { profileData } from './profile-data.ts';

/** Changes of an account's email and username by its owner. */
export const profile: Feature = {
  name: 'profile',
  settings: profileSettings,
  entities: [EmailChange],
  resolvers: [ProfileResolver, PendingEmailResolver],
  errors: [tooSoon],
  events: [emailChangeRequested, emailChangeCancelled, emailChangeUndone, accountRenamed],
  attempts: [emailChangeAttempt, cancelAttempt, cancelOwnAttempt, undoAttempt, renameAttempt],
  secretPurposes: [changePurpose, cancelPurpose, undoPurpose],
  mails: [confirmMail, emailInUseMail, changeRequestedMail, undoMail, changedMail, undoneMail, renamedMail],
  revocationReasons: ['email-change', 'email-change-undo'],
  personalData: profileData,
  onCredentialsChanged: forgetChanges,
  start: startPurgingChanges,
};
