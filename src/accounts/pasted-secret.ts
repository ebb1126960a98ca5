import { z } from 'zod';
import { WrongUse } from '../feature/command.ts';

/** A JWT, the challenge of a login, or a link with a token. */
const secretForms = [/^[\w-]+\.[\w-]+\.[\w-]*$/, /^[\da-f-]{36}\.[\w-]+$/i, /:\/\/|token=/i];

/** Longer than any username or id. */
const maxLength = 40;

/**
 * Rejects a token that an operator pastes instead of a name or an id, without printing it.
 * @throws WrongUse
 */
export function refusePastedSecret(text: string): void {
  const given = text.trim().replace(/^bearer\s+/i, '');
  const isLong = given.length > maxLength && !given.includes('@');
  const isSecret = secretForms.some((form) => form.test(given)) && (isLong || given.length > 32);
  if (!isLong && !isSecret) return;
  const sessionId = sessionIn(given);
  throw new WrongUse(
    'This looks like a token or a link. Command lines stay in the history of the shell, and other users of this machine can ' +
      `see them. ${
        sessionId === undefined
          ? 'Give an id or a name.'
          : `The token belongs to session ${sessionId}: give this id. If the token still works, end that session.`
      }`,
  );
}

const claims = z.object({ sid: z.uuid() });

/** The session in a JWT's claims. The signature is not verified: the id only saves the operator from decoding the token. */
function sessionIn(token: string): string | undefined {
  try {
    const [, payload = ''] = token.split('.');
    return claims.parse(JSON.parse(Buffer.from(payload, 'base64url').toString())).sid;
  } catch {
    return undefined;
  }
}
