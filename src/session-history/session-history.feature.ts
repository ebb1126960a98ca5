import type { Feature } from '../feature/feature.ts';
import { countIncident } from './count-incidents.ts';
import { historyCommands } from './history-commands.ts';
import { historyData } from './history-data.ts';
import { EndedSession } from './session-history.entity.ts';
import { sessionHistorySettings } from './session-history.settings.ts';
import { SessionIncident } from './session-incident.entity.ts';
import { startHistory } from './start-history.ts';

/** Stores ended sessions, so that support can look up why a user was logged out. */
export const sessionHistory: Feature = {
  name: 'session-history',
  settings: sessionHistorySettings,
  entities: [EndedSession, SessionIncident],
  commands: historyCommands,
  personalData: historyData,
  afterEvent: countIncident,
  start: startHistory,
};
