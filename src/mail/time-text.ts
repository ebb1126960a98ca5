import type { Locale } from './locales.ts';

/** The service does not know the reader's time zone. @returns for example `November 27, 2026 at 17:05 UTC`. */
export function timeText(locale: Locale, time: Date): string {
  const format = new Intl.DateTimeFormat(locale, {
    dateStyle: 'long',
    timeStyle: 'short',
    hourCycle: 'h23',
    timeZone: 'UTC',
  });
  return `${format.format(time)} UTC`;
}
