import type { IncomingHttpHeaders } from 'node:http';
import { bareAddress } from '../platform/ip-address.ts';

/** Strips ports from the hops, since TRUST_PROXY holds IP addresses and a client's port changes with each connection. */
export function stripForwardedPorts(headers: IncomingHttpHeaders): void {
  const hops = headers['x-forwarded-for'];
  if (typeof hops !== 'string') return;
  headers['x-forwarded-for'] = hops
    .split(',')
    .map((hop) => bareAddress(hop.trim()))
    .join(', ');
}
