import type { IncomingHttpHeaders } from 'node:http';
import { bareAddress } from '../platform/ip-address.ts';

/** Strips ports from the hops: TRUST_PROXY is compared with IP addresses, and a client takes another port each time. */
export function stripForwardedPorts(headers: IncomingHttpHeaders): void {
  const hops = headers['x-forwarded-for'];
  if (typeof hops !== 'string') return;
  headers['x-forwarded-for'] = hops
    .split(',')
    .map((hop) => bareAddress(hop.trim()))
    .join(', ');
}
