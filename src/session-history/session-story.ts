import type { FoundAccount } from '../accounts/find-account.ts';
import type { Context } from '../feature/context.ts';
import { explainEnd } from './endings.ts';
import {
  type Incident,
  type IncidentRow,
  incidentText,
  ownerText,
  readIncident,
  selectIncidents,
} from './incidents.ts';
import type { SessionFacts } from './session-facts.ts';
import { countText, methodsText, originText, printable, spanText, timeText } from './words.ts';

export async function findIncidents({ app }: Context, sessionId: string): Promise<Incident[]> {
  const rows = await app.database.read<IncidentRow>('session-incidents', selectIncidents, [sessionId]);
  return rows.map(readIncident);
}

/** Sentences for an operator who helps the session's owner. */
export function tellSession(
  session: SessionFacts,
  owner: FoundAccount,
  incidents: readonly Incident[],
  now: Date,
): string[] {
  return [
    `Session ${session.id} of ${ownerText(owner)}`,
    ...[openingOf(session, now), useOf(session, now), ...endOf(session, owner, now)],
    ...incidents.filter((each) => !isTheEnd(each, session)).map((each) => incidentText(each, session.reason)),
    ...adviceFor(session),
  ];
}

/** The sentence about the end already contains this incident. */
function isTheEnd({ count, firstRequest }: Incident, { ending }: SessionFacts): boolean {
  return count === 1 && firstRequest === ending?.requestId;
}

function openingOf(session: SessionFacts, now: Date): string {
  const { openedAt, openedBy: requestId, openedFrom: ipAddress, methods, userAgent } = session;
  const origin = originText({ requestId, ipAddress, userAgent });
  return `Opened ${agoText(openedAt, now)} by ${methodsText(methods)}${origin && ` (${origin})`}.`;
}

function useOf({ refreshes, rotations, lastUsedAt, openedAt, ipAddress }: SessionFacts, now: Date): string {
  const [last] = rotations;
  const times = refreshes === 0 ? 'Never refreshed' : `Refreshed ${countText(refreshes, 'time')}`;
  const refreshed = last ? `${times}, last ${agoText(last.at, now)} (${originText(last)}).` : `${times}.`;
  // A rotation's time is in whole seconds.
  const isUsedSince = lastUsedAt.getTime() > (last ? last.at.getTime() + 1_000 : openedAt.getTime());
  if (!isUsedSince) return refreshed;
  return `${refreshed} Last used ${agoText(lastUsedAt, now)}${ipAddress ? `, from ${printable(ipAddress)}` : ''}.`;
}

function endOf(session: SessionFacts, owner: FoundAccount, now: Date): string[] {
  const { openedAt, endedAt, expiresAt } = session;
  if (endedAt) {
    const life = spanText(endedAt.getTime() - openedAt.getTime());
    return [`Ended ${agoText(endedAt, now)}, after ${life}, because ${explainEnd(session).cause}`];
  }
  const expiry = expiresAt ? `Without a refresh it expires ${timeText(expiresAt)}.` : '';
  if (owner.isActive) return [`It is live. ${expiry}`];
  const { deletionDueAt } = owner;
  const state = deletionDueAt ? `waits for its deletion on ${timeText(deletionDueAt)}` : 'is disabled';
  return [`It has not ended, but the account ${state}, so its tokens are refused. ${expiry}`];
}

function adviceFor(session: SessionFacts): string[] {
  const advice = session.endedAt && explainEnd(session).advice;
  return advice ? [`What to do: ${advice}`] : [];
}

export function agoText(time: Date, now: Date): string {
  return `${timeText(time)}, ${spanText(Math.max(0, now.getTime() - time.getTime()))} ago`;
}

/** One line for a list of sessions. */
export function summarize(session: SessionFacts): string {
  const { id, openedAt, endedAt, openedFrom: ipAddress, userAgent } = session;
  const origin = originText({ ipAddress, userAgent });
  const opened = `opened ${timeText(openedAt)}${origin && ` (${origin})`}`;
  const state = endedAt ? `ended ${timeText(endedAt)}: ${session.reason}` : 'live';
  return `${id}  ${state}; ${opened}`;
}
