const units = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
  ['s', 1],
] as const;

/** Such as "14 min 32 s": the two largest units. */
export function durationText(milliseconds: number): string {
  let rest = Math.max(0, Math.round(milliseconds / 1000));
  const parts: string[] = [];
  const first = units.findIndex(([, seconds]) => rest >= seconds);
  for (const [name, seconds] of first < 0 ? units.slice(-1) : units.slice(first, first + 2)) {
    parts.push(`${Math.floor(rest / seconds)} ${name}`);
    rest %= seconds;
  }
  return parts.join(' ');
}

export function untilText(time: number): string {
  const left = time - Date.now();
  return left > 0 ? `ends in ${durationText(left)}` : 'has ended';
}

export function clockText(time: number): string {
  return new Date(time).toLocaleTimeString();
}
