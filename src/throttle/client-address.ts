import ipaddr from 'ipaddr.js';
import { LRUCache } from 'lru-cache';
import { bareAddress } from '../platform/ip-address.ts';

/** The networks an IP address is counted under. An IPv4 address counts as itself, even in IPv6 notation. */
export interface Client {
  /** The /64 of an IPv6 address, since a host can use any address in its /64. */
  network: string;
  /** The /56 of an IPv6 address. Providers assign a whole /56 to one household (RFC 6177). */
  site: string;
}

const known = new LRUCache<string, Client>({ max: 1_000 });
/** A forwarded address may be any text. */
const maxKnownLength = 50;

/** Normalizes the spelling. All strings that are not IP addresses count as one client. */
export function clientOf(address: string): Client {
  let client = known.get(address);
  if (!client) {
    client = readClient(address);
    if (address.length <= maxKnownLength) known.set(address, client);
  }
  return client;
}

function readClient(address: string): Client {
  const bare = bareAddress(address);
  if (!ipaddr.isValid(bare)) return { network: 'unknown', site: 'unknown' };
  const parsed = ipaddr.process(bare);
  if (!(parsed instanceof ipaddr.IPv6)) return { network: parsed.toString(), site: parsed.toString() };
  const [one = 0, two = 0, three = 0, four = 0] = parsed.parts;
  const prefix = (last: number) => [one, two, three, last].map((part) => part.toString(16)).join(':');
  return { network: `${prefix(four)}::/64`, site: `${prefix(four & 0xff00)}::/56` };
}
