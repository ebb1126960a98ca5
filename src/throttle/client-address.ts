import ipaddr from 'ipaddr.js';
import { bareAddress } from '../platform/ip-address.ts';

/** What an IP address is counted as. An IPv4 address counts as itself, even where it is written as IPv6. */
export interface Client {
  /** The /64 of an IPv6 address: a host may take any address in it. */
  network: string;
  /** The /56 of an IPv6 address: 256 networks, which a provider gives to one household (RFC 6177). */
  site: string;
}

/** In one spelling each. All text that is no IP address counts as one client. */
export function clientOf(address: string): Client {
  const bare = bareAddress(address);
  if (!ipaddr.isValid(bare)) return { network: 'unknown', site: 'unknown' };
  const parsed = ipaddr.process(bare);
  if (!(parsed instanceof ipaddr.IPv6)) return { network: parsed.toString(), site: parsed.toString() };
  const [one = 0, two = 0, three = 0, four = 0] = parsed.parts;
  const prefix = (last: number) => [one, two, three, last].map((part) => part.toString(16)).join(':');
  return { network: `${prefix(four)}::/64`, site: `${prefix(four & 0xff00)}::/56` };
}
