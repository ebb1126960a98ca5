import type { App, AuthEvent, Context } from '../feature/context.ts';
import { changeAndRecord, recordAlone, standsAlone } from '../feature/hooks.ts';
import { gather } from '../platform/database/batched-reads.ts';
import { oncePer } from '../platform/once-per.ts';
import { hashSessionSecret, type RefreshClaims } from './refresh-tokens.ts';
import { rotateMany, rotateOne, type SessionRow } from './session-statements.ts';
import { sessionSettings } from './sessions.settings.ts';

/**
 * Moves a session on to its next generation, if the token is its present one. First together with those that came at the
 * same moment; who got nothing there, because somebody else has the row or was faster, tries once more alone.
 *
 * @returns nothing when the token is not the present one.
 */
export async function rotateSession(ctx: Context, claims: RefreshClaims): Promise<SessionRow | undefined> {
  const together = standsAlone(ctx) ? await rotateTogether(ctx.app)(claims) : undefined;
  if (together) {
    await recordAlone(ctx, asEvent(together));
    return together;
  }
  const values = [...rotationOf(ctx.app), claims.sid, ...ownershipOf(claims)];
  const [alone] = await changeAndRecord(ctx, { name: 'rotate-one', text: rotateOne, values }, asEvent);
  return alone;
}

const rotateTogether = oncePer((app: App) =>
  gather('rotate-many', async (claims: readonly RefreshClaims[]) => {
    const owners = claims.map(ownershipOf);
    const columns = [0, 1, 2].map((column) => owners.map((owner) => owner[column]));
    const values = [...rotationOf(app), claims.map(({ sid }) => sid), ...columns];
    const statement = { name: 'rotate-many', text: rotateMany, values };
    const rows = await app.database.change<SessionRow & { position: number }>(statement);
    const byPosition = new Map(rows.map((row) => [row.position, row]));
    return claims.map((_, position) => byPosition.get(position));
  }),
);

function rotationOf(app: App): [rotates: boolean, idleSeconds: number] {
  const { REFRESH_TOKEN_ROTATION, REFRESH_TOKEN_TTL } = app.config.of(sessionSettings);
  return [REFRESH_TOKEN_ROTATION, REFRESH_TOKEN_TTL];
}

function ownershipOf({ sub, gen, sec }: RefreshClaims): [userId: number, generation: number, hash: Buffer] {
  return [Number(sub), gen, hashSessionSecret(sec)];
}

function asEvent({ id, sessionId }: SessionRow): AuthEvent {
  return { type: 'session.refreshed', outcome: 'success', userId: id, sessionId };
}
