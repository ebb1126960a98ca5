import type { Context } from '../feature/context.ts';
import type { RecordedEvent } from '../feature/feature.ts';
import { forgetRecentDevices } from './forget-devices.ts';
import { noteDevice } from './note-device.ts';

export async function noteEvent(ctx: Context, { type, userId, sessionId }: RecordedEvent): Promise<void> {
  if (userId === undefined) return;
  if (type === 'account.secured') await forgetRecentDevices(ctx, userId);
  else if (sessionId !== undefined) await noteDevice(ctx, userId, sessionId);
}
