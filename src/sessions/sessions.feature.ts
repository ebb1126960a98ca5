import type { Feature } from '../feature/feature.ts';
import { MySessionsResolver } from './my-sessions.resolver.ts';
import { endSessionsOfChange } from './revoke-sessions.ts';
import { Session } from './session.entity.ts';
import { logoutAttempt, refreshAttempt } from './session-attempts.ts';
import { sessionCommands } from './session-commands.ts';
import { sessionData } from './session-data.ts';
import { furtherProofRequired, invalidRefreshToken } from './sessions.errors.ts';
import {
  accessRefused,
  refreshRefused,
  refreshRepeated,
  sessionOpened,
  sessionRecovered,
  sessionRefreshed,
  sessionRefused,
  sessionRevoked,
} from './sessions.events.ts';
import { SessionsResolver } from './sessions.resolver.ts';
import { sessionSettings } from './sessions.settings.ts';
import { startSessions } from './start-sessions.ts';

export const sessions: Feature = {
  name: 'sessions',
  settings: sessionSettings,
  entities: [Session],
  errors: [invalidRefreshToken, furtherProofRequired],
  events: [
    sessionOpened,
    sessionRefused,
    sessionRefreshed,
    sessionRecovered,
    sessionRevoked,
    refreshRepeated,
    refreshRefused,
    accessRefused,
  ],
  attempts: [refreshAttempt, logoutAttempt],
  revocationReasons: [
    'logout',
    'owner',
    'reuse',
    'displaced',
    'disabled',
    'administrator',
    'password-reset',
    'password-change',
  ],
  resolvers: [SessionsResolver, MySessionsResolver],
  commands: sessionCommands,
  personalData: sessionData,
  onCredentialsChanged: endSessionsOfChange,
  start: startSessions,
};
