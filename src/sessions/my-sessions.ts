import type { Context } from '../feature/context.ts';
import { perAccount } from '../feature/per-account.ts';
import { currentSessionId } from './current-session.ts';
import { deviceOf, deviceText } from './device.ts';
import type { OwnSession } from './my-sessions.types.ts';
import { type ListedRow, selectLiveSessions } from './session-statements.ts';

const findRows = perAccount(async ({ app }, ids) => {
  const rows = await app.database.read<ListedRow>('live-sessions', selectLiveSessions, [ids]);
  return Map.groupBy(rows, ({ userId }) => userId);
});

/** The live sessions of an account, last used first. */
export async function listSessions(ctx: Context, accountId: number): Promise<OwnSession[]> {
  const [rows, current] = await Promise.all([findRows(ctx, accountId), currentSessionId(ctx)]);
  return (rows ?? []).map((row) => describe(row, row.id === current));
}

function describe({ userAgent, ...row }: ListedRow, isCurrent: boolean): OwnSession {
  const device = deviceOf(userAgent);
  return {
    id: row.id,
    isCurrent,
    device: deviceText(device),
    kind: device.kind,
    createdAt: new Date(row.createdAt),
    lastRefreshedAt: new Date(row.rotatedAt),
    lastUsedAt: new Date(row.lastUsedAt),
    expiresAt: new Date(row.idleExpiresAt),
    methods: row.methods,
    ipAddress: row.ipAddress || null,
  };
}
