import ipaddr from 'ipaddr.js';

const withPort = /^(?:(\d+(?:\.\d+){3}):\d+|\[(.+)\](?::\d+)?)$/;

/**
 * Whom an address stands for, in one spelling: an IPv4 address, also where it is written as IPv6, or the /64 network of
 * an IPv6 address, all of which one household has (RFC 6177). Some proxies put a port behind it. What is no address at
 * all counts as one client.
 */
export function clientOf(address: string): string {
  const [, ipv4, ipv6] = withPort.exec(address) ?? [];
  const bare = ipv4 ?? ipv6 ?? address;
  if (!ipaddr.isValid(bare)) return 'unknown';
  const parsed = ipaddr.process(bare);
  if (!(parsed instanceof ipaddr.IPv6)) return parsed.toString();
  const network = parsed.parts.slice(0, 4).map((part) => part.toString(16));
  return `${network.join(':')}::/64`;
}
