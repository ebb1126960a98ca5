import type { SessionEnd } from 'graphql-auth-service-client';
import { timeText } from './time-text.ts';

/** Details about the end of a session. Support can look up the request id with `admin explain`. */
export function SessionEndDetails({ end }: { end: SessionEnd }) {
  const text = textOf(end);
  if (text === undefined) return null;
  return (
    <p className="hint">
      {text}
      {end.requestId && (
        <>
          {' '}
          If you contact support, give them this request id: <code>{end.requestId}</code>
        </>
      )}
    </p>
  );
}

function textOf({ reason, at }: SessionEnd): string | undefined {
  const time = timeText(at);
  switch (reason) {
    case 'other-tab':
      return `Another tab of this browser logged out, ${time}.`;
    case 'expired':
      return `You have not used it for too long. Noticed ${time}.`;
    case 'ended':
      return `The service has ended it, for example because another device logged it out, or because of a new password. Noticed ${time}.`;
    default:
      return undefined;
  }
}
