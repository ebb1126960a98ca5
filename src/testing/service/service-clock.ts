import { milliseconds, seconds } from '../../kernel/setting-values.ts';
import { moveClock } from './database-clock.ts';
import { currentOffset, setOffset, skipPauses } from './moved-clock.ts';

/** @returns milliseconds; NaN if the text is no duration. */
function parseDuration(text: string): number {
  const inSeconds = seconds.safeParse(text);
  return inSeconds.success ? inSeconds.data * 1000 : (milliseconds.safeParse(text).data ?? Number.NaN);
}

/** The time of the service: that of its process, and that of its database. Both always move together. */
export class ServiceClock {
  private moving: Promise<void> = Promise.resolve();

  constructor(private readonly databaseUrl: string) {}

  now(): Date {
    return new Date();
  }

  /** @param by milliseconds, or a text such as `25h`. @throws if the time would move backwards. */
  forward(by: number | string): Promise<void> {
    const length = typeof by === 'number' ? by : parseDuration(by);
    if (!Number.isFinite(length) || length < 0)
      throw new Error(`clock.forward takes a duration such as '25h', or milliseconds, not ${by}.`);
    return this.move(() => currentOffset() + length);
  }

  /** @param to null for the real time. */
  set(to: string | null): Promise<void> {
    const time = to === null ? undefined : Date.parse(to);
    if (Number.isNaN(time))
      throw new Error('clock.set takes a Date, or a time such as 2030-01-01T00:00:00Z.');
    return this.move(() => (time === undefined ? 0 : time - (Date.now() - currentOffset())));
  }

  /** Returns to the real time, and forgets what the service remembers for a moment, such as rejections. */
  async reset(): Promise<void> {
    await this.set(null);
    skipPauses();
  }

  /** One after the other, since two could not replace the function of the database at the same time. */
  private move(target: () => number): Promise<void> {
    const moved = this.moving.then(async () => {
      const offset = target();
      if (offset === currentOffset()) return;
      await moveClock(this.databaseUrl, offset);
      setOffset(offset);
    });
    this.moving = moved.catch(() => undefined);
    return moved;
  }
}
