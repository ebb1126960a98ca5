const format = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' });

export function timeText(time: string | number): string {
  return format.format(new Date(time));
}
