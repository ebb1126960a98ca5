import type { Feature } from '../feature/feature.ts';
import { accountCommands } from './account-commands.ts';
import { accountData } from './account-data.ts';
import { invalidCredentials } from './accounts.errors.ts';
import { accountCreated, accountDisabled, accountEnabled } from './accounts.events.ts';
import { findByReference } from './find-by-reference.ts';
import { User } from './user.entity.ts';

export const accounts: Feature = {
  name: 'accounts',
  entities: [User],
  errors: [invalidCredentials],
  events: [accountCreated, accountDisabled, accountEnabled],
  references: { User: findByReference },
  commands: accountCommands,
  personalData: accountData,
};
