import { decodeJwt } from './tokens.ts';
import type { World } from './world.ts';

/** Ages the proof of identity of this token's session, for operations marked `@Recent()`. The session itself stays young. */
export async function ageSession(world: World, token: string, interval = '11 minutes'): Promise<void> {
  const text = 'update sessions set authenticated_at = now() - $2::interval where id = $1';
  await world.sql(text, [decodeJwt(token).sid, interval]);
}

/** Ages this token's session by moving every time in its row back. */
export async function age(world: World, token: string, interval: string): Promise<void> {
  const columns = [
    'rotated_at',
    'created_at',
    'authenticated_at',
    'last_used_at',
    'idle_expires_at',
    'absolute_expires_at',
    'revoked_at',
  ];
  const moved = columns.map((column) => `${column} = ${column} - $2::interval`).join(', ');
  await world.sql(`update sessions set ${moved} where id = $1`, [decodeJwt(token).sid, interval]);
}
