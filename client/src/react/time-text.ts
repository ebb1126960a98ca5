import type { AuthTexts } from './texts/en.ts';

/** @param time in ISO 8601 or in milliseconds. */
export function timeText(time: string | number, locale: string): string {
  return new Date(time).toLocaleString(locale, { dateStyle: 'medium', timeStyle: 'short' });
}

export function durationText(seconds: number, texts: AuthTexts): string {
  const fill = (text: string, count: number) => text.replace('{count}', String(Math.ceil(count)));
  if (seconds < 120) return fill(texts.seconds, seconds);
  return seconds < 7_200 ? fill(texts.minutes, seconds / 60) : fill(texts.hours, seconds / 3_600);
}
