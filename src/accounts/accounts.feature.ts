import type { Feature } from '../feature/feature.ts';
import { accountCommands } from './account-commands.ts';
import { accountData } from './account-data.ts';
import { emailTaken, invalidCredentials, usernameTaken } from './accounts.errors.ts';
import {
  accountCreated,
  accountDisabled,
  accountEnabled,
  accountVerified,
  emailChanged,
} from './accounts.events.ts';
import { accountSettings } from './accounts.settings.ts';
import { findByReference } from './find-by-reference.ts';
import { HeldIdentifier } from './held-identifier.entity.ts';
import { startPurgingHolds } from './purge-held-identifiers.ts';
import { User } from './user.entity.ts';

export const accounts: Feature = {
  name: 'accounts',
  settings: accountSettings,
  entities: [User, HeldIdentifier],
  errors: [invalidCredentials, usernameTaken, emailTaken],
  events: [accountCreated, accountVerified, accountDisabled, accountEnabled, emailChanged],
  references: { User: findByReference },
  commands: accountCommands,
  personalData: accountData,
  start: startPurgingHolds,
};
