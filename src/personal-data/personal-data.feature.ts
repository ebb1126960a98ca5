import type { Feature } from '../feature/feature.ts';
import { exportAttempt } from './export-attempt.ts';
import { accountExported } from './personal-data.events.ts';
import { PersonalDataResolver } from './personal-data.resolver.ts';
import { personalDataCommands } from './personal-data-commands.ts';

/** Owners and operators export the data of an account. */
export const personalData: Feature = {
  name: 'personal-data',
  events: [accountExported],
  attempts: [exportAttempt],
  resolvers: [PersonalDataResolver],
  commands: personalDataCommands,
};
