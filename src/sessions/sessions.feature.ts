import type { Feature } from '../feature/feature.ts';
import { startPurging } from './purge-sessions.ts';
import { Session } from './session.entity.ts';
import { sessionCommands } from './session-commands.ts';
import { SessionsResolver } from './sessions.resolver.ts';
import { sessionSettings } from './sessions.settings.ts';

export const sessions: Feature = {
  name: 'sessions',
  settings: sessionSettings,
  entities: [Session],
  resolvers: [SessionsResolver],
  start: startPurging,
  commands: sessionCommands,
};
