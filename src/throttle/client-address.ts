import ipaddr from 'ipaddr.js';
import { bareAddress } from '../platform/ip-address.ts';

/** The networks that an IP address counts for. An IPv4 address counts as itself, even if written as IPv6. */
export interface Client {
  /** The /64 of an IPv6 address, since a host may use any address in its /64. */
  network: string;
  /** The /56 of an IPv6 address. Providers assign these 256 networks to one household (RFC 6177). */
  site: string;
}

/** Normalizes the spelling. All texts that are not IP addresses count as one client. */
export function clientOf(address: string): Client {
  const bare = bareAddress(address);
  if (!ipaddr.isValid(bare)) return { network: 'unknown', site: 'unknown' };
  const parsed = ipaddr.process(bare);
  if (!(parsed instanceof ipaddr.IPv6)) return { network: parsed.toString(), site: parsed.toString() };
  const [one = 0, two = 0, three = 0, four = 0] = parsed.parts;
  const prefix = (last: number) => [one, two, three, last].map((part) => part.toString(16)).join(':');
  return { network: `${prefix(four)}::/64`, site: `${prefix(four & 0xff00)}::/56` };
}
