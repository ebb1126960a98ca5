import type { Feature } from '../feature/feature.ts';
import { accountCommands } from './account-commands.ts';
import { AccountsResolver } from './accounts.resolver.ts';
import { findByReference, requireActive } from './accounts.service.ts';
import { User } from './user.entity.ts';

export const accounts: Feature = {
  name: 'accounts',
  entities: [User],
  resolvers: [AccountsResolver],
  references: { User: findByReference },
  beforeSession: requireActive,
  commands: accountCommands,
};
