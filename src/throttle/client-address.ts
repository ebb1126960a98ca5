import ipaddr from 'ipaddr.js';

const withPort = /^(?:(\d+(?:\.\d+){3}):\d+|\[(.+)\](?::\d+)?)$/;

/** Whom an address stands for. An IPv4 address stands for itself, also where it is written as IPv6. */
export interface Client {
  /** Of an IPv6 address its /64: one network, in which a host takes any address it likes. */
  network: string;
  /** Of an IPv6 address its /56: what a provider gives to one household, as 256 networks (RFC 6177). */
  site: string;
}

/** In one spelling each. Some proxies put a port behind the address. What is no address at all counts as one client. */
export function clientOf(address: string): Client {
  const [, ipv4, ipv6] = withPort.exec(address) ?? [];
  const bare = ipv4 ?? ipv6 ?? address;
  if (!ipaddr.isValid(bare)) return { network: 'unknown', site: 'unknown' };
  const parsed = ipaddr.process(bare);
  if (!(parsed instanceof ipaddr.IPv6)) return { network: parsed.toString(), site: parsed.toString() };
  const [one = 0, two = 0, three = 0, four = 0] = parsed.parts;
  const prefix = (last: number) => [one, two, three, last].map((part) => part.toString(16)).join(':');
  return { network: `${prefix(four)}::/64`, site: `${prefix(four & 0xff00)}::/56` };
}
