import Bowser from 'bowser';
import { LRUCache } from 'lru-cache';
import { DeviceKind } from './device.types.ts';

/** The device that a user agent describes. It has no versions, so that an update does not make the device a new one. */
export interface Device {
  /** A browser such as `Firefox`, or the name with which a program begins its user agent. */
  readonly program: string | undefined;
  readonly system: string | undefined;
  readonly kind: DeviceKind;
}

const unknown: Device = { program: undefined, system: undefined, kind: DeviceKind.OTHER };

/** Parsing takes longer than everything else in a list of sessions, so results are cached. */
const known = new LRUCache<string, Device>({ max: 1_000 });

export function deviceOf(userAgent: string | null | undefined): Device {
  if (!userAgent?.trim()) return unknown;
  const found = known.get(userAgent) ?? read(userAgent);
  known.set(userAgent, found);
  return found;
}

const kinds: Readonly<Record<string, DeviceKind>> = {
  desktop: DeviceKind.DESKTOP,
  mobile: DeviceKind.PHONE,
  tablet: DeviceKind.TABLET,
  tv: DeviceKind.TV,
};

/** Browsers begin with one of these for historical reasons (RFC 9110, 10.1.5). */
const browserForm = /^(Mozilla|Opera)\//;

/** A product's name without its version. The maximum length limits the text that a client can put into a mail. */
const productForm = /^[\w.-]{1,40}/;

function read(userAgent: string): Device {
  const { browser, os, platform } = Bowser.parse(userAgent);
  const system = os.name;
  // For programs, the name from Bowser may include the version.
  if (!browserForm.test(userAgent)) {
    return { program: productForm.exec(userAgent)?.[0], system, kind: DeviceKind.OTHER };
  }
  const program = browser.name?.replace(/ for \w+$/, '') || undefined;
  return { program, system, kind: kinds[platform.type ?? ''] ?? DeviceKind.OTHER };
}

export interface DeviceWords {
  readonly on: string;
  readonly unknown: string;
}

const english: DeviceWords = { on: 'on', unknown: 'Unknown device' };

/** `Firefox on Windows`, `curl`. */
export function deviceText({ program, system }: Device, { on, unknown }: DeviceWords = english): string {
  if (program === undefined) return system ?? unknown;
  return system === undefined || system === program ? program : `${program} ${on} ${system}`;
}
