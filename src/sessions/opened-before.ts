import { z } from 'zod';
import { WrongUse } from '../feature/command.ts';
import type { Context } from '../feature/context.ts';
import { selectIsFuture } from './session-statements.ts';

/** RFC 3339. The offset is required: without one, the machine's time zone would apply. */
const instant = z.iso.datetime({ offset: true });

/** @returns seconds since 1970. @throws WrongUse */
export function readTime(text: string): number {
  const milliseconds = instant.safeParse(text).success ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(milliseconds)) {
    throw new WrongUse(
      `"${text}" is not a time. Give date, time and offset, such as 2026-11-27T12:00:00Z or 2026-11-27T13:00:00+01:00.`,
    );
  }
  return milliseconds / 1000;
}

/** Compares with the database's clock, which also dates the sessions. @throws WrongUse */
export async function requirePast({ app }: Context, time: number): Promise<void> {
  const [row] = await app.database.read<{ isFuture: boolean; now: number }>('is-future', selectIsFuture, [
    time,
  ]);
  if (!row?.isFuture) return;
  const [asked, now] = [time, row.now].map((each) => new Date(each * 1000).toISOString());
  throw new WrongUse(
    `${asked} is in the future: the database's clock says ${now}. Use --all for all sessions.`,
  );
}
