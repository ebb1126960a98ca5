import { deviceOf, deviceText } from '../sessions/device.ts';

const second = 1_000;
const day = 86_400_000;

const units: readonly (readonly [name: string, milliseconds: number])[] = [
  ['day', day],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', second],
];

/** `2 days 3 hours`, `5 minutes`. */
export function spanText(milliseconds: number): string {
  const parts = units.map(([name, length], at) => {
    const previous = units[at - 1]?.[1] ?? Number.POSITIVE_INFINITY;
    return [name, Math.floor((milliseconds % previous) / length)] as const;
  });
  const first = parts.findIndex(([, count]) => count > 0);
  if (first < 0) return 'less than a second';
  return parts
    .slice(first, first + 2)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => countText(count, name))
    .join(' ');
}

export function countText(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

const methodNames: Readonly<Record<string, string>> = {
  pwd: 'password',
  email: 'mailed code',
  otp: 'authenticator app',
  'recovery-code': 'recovery code',
  hwk: 'passkey',
  swk: 'synced passkey',
};

/** `password and authenticator app`. RFC 8176 names no method for people, and `user` is part of the passkey. */
export function methodsText(methods: readonly string[]): string {
  return methods
    .filter((name) => name !== 'user')
    .map((name) => methodNames[name] ?? name)
    .join(' and ');
}

/** `2026-11-27 12:00:00 UTC` */
export function timeText(time: Date): string {
  return `${time.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** Control characters in a text from a client could change what a terminal shows. */
export function printable(text: string): string {
  return text.replace(/\p{C}/gu, '');
}

export interface Origin {
  readonly requestId?: string | null | undefined;
  readonly ipAddress?: string | null | undefined;
  readonly userAgent?: string | null | undefined;
}

/** `from 203.0.113.7, with Firefox on Windows, request 5b0c…` */
export function originText({ requestId, ipAddress, userAgent }: Origin): string {
  return [
    ipAddress && `from ${printable(ipAddress)}`,
    userAgent && `with ${deviceText(deviceOf(userAgent))}`,
    requestId && `request ${requestId}`,
  ]
    .filter(Boolean)
    .join(', ');
}
