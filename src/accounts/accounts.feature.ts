import type { Feature } from '../feature/feature.ts';
import { AccountClosing } from './account-closing.entity.ts';
import { accountCommands } from './account-commands.ts';
import { accountData } from './account-data.ts';
import { emailTaken, invalidCredentials, usernameTaken } from './accounts.errors.ts';
import {
  accountClosing,
  accountCreated,
  accountDeleted,
  accountDisabled,
  accountEnabled,
  accountRestored,
  accountVerified,
  emailChanged,
} from './accounts.events.ts';
import { accountSettings } from './accounts.settings.ts';
import { DeletedAccount } from './deleted-account.entity.ts';
import { findByReference } from './find-by-reference.ts';
import { HeldIdentifier } from './held-identifier.entity.ts';
import { startPurgingHolds } from './purge-held-identifiers.ts';
import { User } from './user.entity.ts';

export const accounts: Feature = {
  name: 'accounts',
  settings: accountSettings,
  entities: [User, HeldIdentifier, AccountClosing, DeletedAccount],
  errors: [invalidCredentials, usernameTaken, emailTaken],
  events: [
    accountCreated,
    accountVerified,
    accountDisabled,
    accountEnabled,
    emailChanged,
    accountClosing,
    accountRestored,
    accountDeleted,
  ],
  references: { User: findByReference },
  commands: accountCommands,
  personalData: accountData,
  start: startPurgingHolds,
};
