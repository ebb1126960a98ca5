import type { Ending } from '../sessions/ending.ts';
import type { Rotation } from '../sessions/trail.ts';
import type { SessionFacts } from './session-facts.ts';
import { originText, timeText } from './words.ts';

interface Explanation {
  /** Continues a sentence: "The session ended, because …". */
  readonly cause: string;
  /** What the operator can do, if anything. */
  readonly advice?: string;
}

/**
 * Why the session ended. Features may add reasons, so there need not be a text for each.
 * @param tellsRequest false if the text around this one already names the request that ended the session.
 */
export function explainEnd(session: SessionFacts, { tellsRequest = true } = {}): Explanation {
  const { reason } = session;
  const ending = tellsRequest ? session.ending : withoutRequest(session.ending);
  const by = byText(ending);
  const from = isOwn(session) ? '' : ` from session ${ending?.sessionId}`;
  switch (reason) {
    case 'logout':
      return { cause: `its owner logged out${from && ` other devices${from}`}${by}.` };
    case 'owner':
      return { cause: `its owner ended it${from}${by}.` };
    case 'reuse':
      return explainReuse(session, by);
    case 'displaced':
      return {
        cause: `the account had more than SESSIONS_PER_USER sessions after a login${openingText(ending)}${by}.`,
        advice: 'If the owner does not use that many devices, find the program that logs in for every call.',
      };
    case 'disabled':
      return { cause: `an operator disabled the account${by}.` };
    case 'administrator':
      return { cause: `an operator ended it${by}.` };
    case 'password-reset':
      return {
        cause: `the password was reset with a link or a code from a mail${by}.`,
        advice: 'If the owner did not reset it, an attacker can read their mail.',
      };
    case 'password-change':
      return { cause: `the password was changed${from}${by}.` };
    case 'email-change':
      return { cause: `the email was changed${from}${by}.` };
    case 'email-change-undo':
      return { cause: `the owner of the old mailbox undid a change of the email${by}.` };
    case 'second-factor-added':
      return {
        cause: `a second factor was added to the account${from}${by}.`,
        advice: 'If the owner did not add it, an attacker has taken over the account.',
      };
    case 'second-factor-removed':
      return { cause: `a second factor was removed from the account${from}${by}.` };
    case 'passkey-removed':
      return { cause: `a passkey was removed from the account${from}${by}.` };
    case 'secured':
      return {
        cause: `the owner followed the link in a notice about something that they did not do${by}.`,
        advice: 'Help the owner to set a new password: the old one no longer works.',
      };
    case 'account-closing':
      return { cause: `${closerText(ending)} requested the deletion of the account${from}${by}.` };
    case 'factors-reset':
      return { cause: `an operator had asked to remove the second factors of the account${by}.` };
    case 'expired-idle':
      return { cause: 'no client refreshed it in time (REFRESH_TOKEN_TTL).' };
    case 'expired-age':
      return { cause: 'it had reached its maximum age (SESSION_MAX_AGE).' };
    default:
      return { cause: `of "${reason}", as described in docs/events.md${by}.` };
  }
}

/** Two requests make a reuse. The row contains only the last rotations, so the first of the two may be unknown. */
function explainReuse(session: SessionFacts, by: string): Explanation {
  const { ending, endedAt } = session;
  const first = firstUse(session);
  const again = `again${endedAt ? ` at ${timeText(endedAt)}` : ''}${by}`;
  const isOneAddress = first?.ipAddress && first.ipAddress === ending?.ipAddress;
  return {
    cause: `its refresh token was used twice: ${first ? useText(first) : unknownUse(session)}, ${again}.`,
    advice: isOneAddress ? `Both requests came from one IP address. ${reuseAdvice}` : reuseAdvice,
  };
}

const reuseAdvice =
  'Ask the owner whether both clients are theirs. If so, the clients share the token, or one of them kept an old token: ' +
  'correct the client. If not, an attacker has a copy of the token: end all sessions of the account with "sessions end".';

function firstUse({ rotations, ending }: SessionFacts): Rotation | undefined {
  return rotations.find(({ generation }) => generation === ending?.generation);
}

function useText(rotation: Rotation): string {
  return `first at ${timeText(rotation.at)} (${originText(rotation)})`;
}

function unknownUse({ id, rotations, ending }: SessionFacts): string {
  const oldest = rotations.at(-1);
  const time = oldest ? `first before ${timeText(oldest.at)}` : 'first at a time that is not known';
  if (ending?.generation === undefined) return time;
  return `${time} (refresh number ${ending.generation + 1} of session ${id} in the log)`;
}

/** Whether a request of this session ended it. */
function isOwn({ id, ending }: SessionFacts): boolean {
  return ending?.sessionId === undefined || ending.sessionId === id;
}

function withoutRequest(ending: Ending | null): Ending | null {
  return ending && { ...ending, requestId: '' };
}

function closerText(ending: Ending | null): string {
  if (ending?.actor?.startsWith('user:')) return 'its owner';
  return ending?.actor?.startsWith('cli:') ? 'an operator' : 'its owner or an operator';
}

function openingText(ending: Ending | null): string {
  return ending?.sessionId === undefined ? '' : ` that opened session ${ending.sessionId}`;
}

/** ` (operator alice, from 203.0.113.7, request 5b0c…)` */
function byText(ending: Ending | null): string {
  if (!ending) return '';
  const [kind, name] = ending.actor?.split(':') ?? [];
  const actor = kind === 'cli' ? `operator ${name}` : kind === 'job' ? `the job ${name}` : undefined;
  const text = [actor, originText(ending)].filter(Boolean).join(', ');
  return text === '' ? '' : ` (${text})`;
}
