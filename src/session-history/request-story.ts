import type { Context } from '../feature/context.ts';
import { explainEnd } from './endings.ts';
import {
  type Incident,
  type IncidentRow,
  incidentText,
  readIncident,
  selectIncidentsOfRequest,
} from './incidents.ts';
import {
  readFacts,
  type SessionFacts,
  type SessionFactsRow,
  selectSessionsOfRequest,
} from './session-facts.ts';
import { timeText } from './words.ts';

export interface RequestFacts {
  readonly requestId: string;
  readonly sessions: readonly SessionFacts[];
  readonly incidents: readonly Incident[];
}

/** More sessions than a request can end, except an operator's "sessions end --all". */
const maxSessions = 1_000;

/** @returns undefined if nothing is known about the request. */
export async function findRequest({ app }: Context, requestId: string): Promise<RequestFacts | undefined> {
  const { database } = app;
  const rows = await database.read<SessionFactsRow>('sessions-of-request', selectSessionsOfRequest, [
    requestId,
    maxSessions,
  ]);
  const refused = await database.read<IncidentRow>('incidents-of-request', selectIncidentsOfRequest, [
    requestId,
  ]);
  if (rows.length === 0 && refused.length === 0) return undefined;
  return { requestId, sessions: rows.map(readFacts), incidents: refused.map(readIncident) };
}

export function tellRequest({ requestId, sessions, incidents }: RequestFacts): string[] {
  return [
    `Request ${requestId}`,
    ...sessions.flatMap((session) => deedsOf(requestId, session)),
    ...incidents.map((each) => `Counted for session ${each.sessionId}: ${incidentText(each)}`),
  ];
}

function deedsOf(requestId: string, session: SessionFacts): string[] {
  const { id, userId, openedAt, openedBy, rotations, endedAt, ending } = session;
  const what = `session ${id} of id:${userId}`;
  const deeds: string[] = [];
  if (openedBy === requestId) deeds.push(`Opened ${what} at ${timeText(openedAt)}.`);
  for (const { requestId: by, at, generation } of rotations) {
    if (by === requestId)
      deeds.push(`Refreshed ${what} at ${timeText(at)}, for the ${ordinal(generation + 1)} time.`);
  }
  if (ending?.requestId === requestId && endedAt)
    deeds.push(
      `Ended ${what} at ${timeText(endedAt)}, because ${explainEnd(session, { tellsRequest: false }).cause}`,
    );
  return deeds;
}

const plurals = new Intl.PluralRules('en', { type: 'ordinal' });
const suffixes: Readonly<Record<string, string>> = { one: 'st', two: 'nd', few: 'rd', other: 'th' };

function ordinal(number: number): string {
  return `${number}${suffixes[plurals.select(number)]}`;
}
