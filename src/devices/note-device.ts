import type { Context } from '../feature/context.ts';
import { record } from '../feature/unit-of-work.ts';
import { queueNotice } from '../mail/queue-notice.ts';
import { execute } from '../platform/database/database.ts';
import { userAgentOf } from '../sessions/user-agent.ts';
import {
  deleteSurplusDevices,
  insertDevices,
  type NotedDevice,
  type OtherSession,
  selectOtherSessions,
  selectOwner,
  upsertDevice,
} from './device-statements.ts';
import { deviceNew } from './devices.events.ts';
import { newDeviceMail } from './devices.mails.ts';
import { fingerprintsOf } from './fingerprint.ts';

/**
 * Records the device of a login, in the login's unit of work, and mails the owner if the device is new. The login has locked
 * the user, so of parallel logins from one device, only the first finds it new.
 */
export async function noteDevice(ctx: Context, userId: number, sessionId: string): Promise<void> {
  const { present, all, prefixes } = fingerprintsOf(ctx.app, userId, userAgentOf(ctx));
  const [noted] = await execute<NotedDevice>(ctx.em, upsertDevice, [userId, present, all, prefixes]);
  if (!noted || noted.isKnown) return;
  await execute(ctx.em, deleteSurplusDevices, [userId]);
  const others = await execute<OtherSession>(ctx.em, selectOtherSessions, [userId, sessionId]);
  const devices = others.map((other) => ({ ...other, ...fingerprintsOf(ctx.app, userId, other.userAgent) }));
  if (!noted.hasDevices) return remember(ctx, userId, devices);
  // A live session uses the device. Its row was deleted, or a replica of an older version served that login.
  if (devices.some((other) => other.present.equals(present))) return;
  await record(ctx, deviceNew({ userId, sessionId }));
  await tellOwner(ctx, userId, new Date(noted.time));
}

/**
 * After the first recorded login of an account, stores the devices of its other sessions without a mail: an account from
 * before this feature already has devices.
 */
async function remember(
  ctx: Context,
  userId: number,
  devices: readonly { present: Buffer; openedAt: string; lastUsedAt: string }[],
): Promise<void> {
  const columns = [
    devices.map(({ present }) => present),
    devices.map(({ openedAt }) => openedAt),
    devices.map(({ lastUsedAt }) => lastUsedAt),
  ];
  if (devices.length > 0) await execute(ctx.em, insertDevices, [userId, ...columns]);
}

async function tellOwner(ctx: Context, userId: number, time: Date): Promise<void> {
  type Owner = { username: string; email: string; locale: string | null };
  const [owner] = await execute<Owner>(ctx.em, selectOwner, [userId]);
  if (!owner) return;
  await queueNotice(ctx, { kind: newDeviceMail, owner: { id: userId, ...owner }, time, maxPerDay: 1 });
}
