import type { Context } from '../feature/context.ts';

const maxLength = 256;

/** PostgreSQL's text cannot hold NUL, and other control characters would garble a list of devices. */
export function userAgentOf({ request }: Context): string | null {
  const text = request.headers['user-agent'];
  return typeof text === 'string' ? text.replace(/\p{C}/gu, '').slice(0, maxLength) : null;
}
