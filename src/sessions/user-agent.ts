import type { Context } from '../feature/context.ts';

const maxLength = 256;

/**
 * PostgreSQL's text cannot contain NUL or half a surrogate pair. Other control characters would garble a list of devices.
 */
export function userAgentOf({ request }: Pick<Context, 'request'>): string | null {
  const text = request.headers['user-agent'];
  return typeof text === 'string' ? text.replace(/\p{C}/gu, '').slice(0, maxLength).toWellFormed() : null;
}
