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
 * Notes the device of a login, in its unit of work, and mails the owner if it is a new one. The login has locked the user, so
 * of parallel logins from one device only the first is new.
 */
export async function noteDevice(ctx: Context, userId: number, sessionId: string): Promise<void> {
  const { present, all, prefixes } = fingerprintsOf(ctx.app, userId, userAgentOf(ctx));
  const [noted] = await execute<NotedDevice>(ctx.em, upsertDevice, [userId, present, all, prefixes]);
  if (!noted || noted.isKnown) return;
  await execute(ctx.em, deleteSurplusDevices, [userId]);
  const others = await execute<OtherSession>(ctx.em, selectOtherSessions, [userId, sessionId]);
  const devices = others.map((other) => ({ ...other, ...fingerprintsOf(ctx.app, userId, other.userAgent) }));
  if (!noted.hasDevices) return remember(ctx, userId, devices);
  // The device is in use: its row was forgotten, or a replica of an older version served its login.
  if (devices.some((other) => other.present.equals(present))) return;
  await record(ctx, deviceNew({ userId, sessionId }));
  await tellOwner(ctx, userId, new Date(noted.time));
}

/**
 * The first login that notes a device. It is silent, also for an account from before devices were noted, whose sessions tell
 * the devices that it has.
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
