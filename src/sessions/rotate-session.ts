import type { App, Context, IncomingRequest } from '../feature/context.ts';
import { changeAndRecord, recordNow, standsAlone } from '../feature/unit-of-work.ts';
import { batchCalls } from '../platform/database/batched-calls.ts';
import { oncePer } from '../platform/once-per.ts';
import type { TokenTimes } from '../platform/tokens/signed-tokens.ts';
import { hashSessionSecret, type RefreshClaims } from './refresh-tokens.ts';
import { type RotatedRow, rotateMany, rotateOne, type SessionRow } from './session-statements.ts';
import { sessionRecovered, sessionRefreshed } from './sessions.events.ts';
import { sessionSettings } from './sessions.settings.ts';

type Claims = RefreshClaims & TokenTimes;

/**
 * Rotates a session to its next generation. Concurrent rotations share a statement. If that statement skips a row, because
 * it was locked or already rotated, the rotation is retried alone. A token ahead of the row counts as current: only a
 * database that has lost rotations can be behind a token that we signed. @returns undefined if the token is behind
 * the row, or the session has ended.
 */
export async function rotateSession(ctx: Context, claims: Claims): Promise<SessionRow | undefined> {
  const together = standsAlone(ctx, sessionRefreshed)
    ? await rotateTogether(ctx.app)({ claims, request: ctx.request })
    : undefined;
  if (together) {
    await recordNow(ctx, sessionRefreshed(about(together)));
    return together;
  }
  const { sid, exp } = claims;
  const { id, ip } = ctx.request;
  const values = [...rotationOf(ctx.app), sid, ...ownershipOf(claims), ip, exp, id];
  const statement = { name: 'rotate-one', text: rotateOne, values };
  const [alone] = await changeAndRecord<RotatedRow>(ctx, statement, rotations, (row) =>
    (row.isRecovered ? sessionRecovered : sessionRefreshed)(about(row)),
  );
  return alone;
}

const rotations = [sessionRefreshed, sessionRecovered];

interface Rotation {
  claims: RefreshClaims;
  request: IncomingRequest;
}

const rotateTogether = oncePer((app: App) =>
  batchCalls('rotate-many', async (calls: readonly Rotation[]) => {
    const owners = calls.map(({ claims }) => ownershipOf(claims));
    const columns = [0, 1, 2].map((column) => owners.map((owner) => owner[column]));
    const sessions = calls.map(({ claims }) => claims.sid);
    const values = [...rotationOf(app), sessions, ...columns];
    values.push(
      calls.map(({ request }) => request.ip),
      calls.map(({ request }) => request.id),
    );
    const statement = { name: 'rotate-many', text: rotateMany, values };
    const rows = await app.database.change<SessionRow & { position: number }>(statement);
    const byPosition = new Map(rows.map((row) => [row.position, row]));
    return calls.map((_, position) => byPosition.get(position));
  }),
);

function rotationOf(app: App): [rotates: boolean, idleSeconds: number] {
  const { REFRESH_TOKEN_ROTATION, REFRESH_TOKEN_TTL } = app.config.of(sessionSettings);
  return [REFRESH_TOKEN_ROTATION, REFRESH_TOKEN_TTL];
}

function ownershipOf({ sub, gen, sec }: RefreshClaims): [userId: number, generation: number, hash: Buffer] {
  return [Number(sub), gen, hashSessionSecret(sec)];
}

function about({ id, sessionId }: SessionRow) {
  return { userId: id, sessionId };
}
