import type { AuthCore } from '../core/auth-core.ts';
import { claimsOf } from '../core/claims.ts';
import type { Parts } from '../core/parts.ts';
import { type Session } from '../core/session.ts';
import { element, setText } from './elements.ts';
import { clockText, durationText, untilText } from './time-text.ts';
import type { Traffic } from './traffic.ts';
import type { Waiting } from './watch.ts';
import { whereKept } from './where-kept.ts';

type Claims = Partial<Record<'amr' | 'acr' | 'auth_time', unknown>>;

const none = '–';

/** What the client knows about the session. */
export function makeFacts(
  auth: AuthCore,
  { keeper, service }: Parts,
  traffic: Traffic,
  waiting: Waiting,
): { nodes: Node[]; update(): void } {
  const of = (describe: (session: Session) => string) => () =>
    keeper.session ? describe(keeper.session) : none;
  const rows: [label: string, describe: () => string][] = [
    ['User', of(({ user }) => `${user.username} (id ${user.id})`)],
    ['Session', of(({ id }) => id)],
    ['Opened', of(({ accessToken }) => openedText(claimsOf(accessToken)))],
    [
      'Access token',
      of(({ endsAt, refreshAt }) =>
        endsAt > Date.now() && refreshAt > Date.now()
          ? `${untilText(endsAt)}; operations renew it in ${durationText(refreshAt - Date.now())}`
          : `${untilText(endsAt)}; the next operation renews it`,
      ),
    ],
    [
      'Refresh token',
      of((session) => {
        const place = whereKept(service, session);
        return session.expiresAt ? `${place}; ${untilText(session.expiresAt)}` : place;
      }),
    ],
    ['Last end', () => endText(auth.lastEnd)],
    ['Waiting', () => waitingText(waiting)],
    ['Under way', () => requestsText(traffic)],
  ];
  const made = rows.map(([label, describe]) => {
    const value = element('dd');
    return { nodes: [element('dt', {}, label), value], update: () => setText(value, describe()) };
  });
  const claims = element('pre', { tabindex: '0', role: 'group', 'aria-label': 'Claims' });
  const details = element('details', {}, element('summary', {}, 'Claims of the access token'), claims);
  return {
    nodes: [element('dl', {}, ...made.flatMap(({ nodes }) => nodes)), details],
    update() {
      for (const row of made) row.update();
      setText(claims, of(({ accessToken }) => JSON.stringify(claimsOf(accessToken), null, 2))());
    },
  };
}

function openedText({ amr, acr, auth_time }: Claims): string {
  const methods = Array.isArray(amr) ? amr.join(', ') : none;
  const proved = typeof auth_time === 'number' ? clockText(auth_time * 1000) : none;
  return `amr ${methods}; acr ${acr ?? none}; identity proved at ${proved} (auth_time)`;
}

function endText(end: AuthCore['lastEnd']): string {
  if (!end) return none;
  const { reason, at, code, requestId } = end;
  const parts = [`${reason} at ${clockText(at)}`, code, requestId && `request ${requestId}`];
  return parts.filter(Boolean).join('; ');
}

function waitingText({ token, confirmation }: Waiting): string {
  return `for an access token: ${token}; for a confirmation: ${confirmation}`;
}

function requestsText({ underWay }: Traffic): string {
  const texts = [...underWay].map(
    ({ name, startedAt }) => `${name} (${durationText(Date.now() - startedAt)})`,
  );
  return texts.join(', ') || none;
}
