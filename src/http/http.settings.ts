import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import { setting } from '../kernel/config.ts';
import { flag, hostName, integer, list, milliseconds } from '../kernel/setting-values.ts';

type TrustProxy = string[] | ((ip: string, hop: number) => boolean);

/**
 * The number of proxies, or their IP addresses. Fastify ignores a plain number, so this converts a number to a function.
 * A number is safe only if clients cannot bypass the proxies.
 */
const trustProxy = z.string().transform((text, context): TrustProxy => {
  if (/^\d{1,2}$/.test(text)) return (_ip, hop) => hop < Number(text);
  const networks = list.parse(text).map((network) => network.replace(/[[\]]/g, ''));
  if (networks.every(isNetwork)) return networks;
  context.addIssue({
    code: 'custom',
    message: 'must be the number of proxies, or their IP addresses or subnets (10.0.0.0/8)',
  });
  return z.NEVER;
});

function isNetwork(text: string): boolean {
  const [ip = '', mask] = text.split('/');
  return isIP(ip) !== 0 && (mask === undefined || ipaddr.isValidCIDR(text));
}

const timeout = milliseconds.pipe(z.number().min(100, 'must be at least 100ms'));

export const httpSettings = {
  HOST: setting(hostName, { default: '127.0.0.1', help: 'The IP address to listen on; 0.0.0.0 for all.' }),
  PORT: setting(integer(0, 65_535), { default: '4000', help: 'The TCP port; 0 for any free port.' }),
  REUSE_PORT: setting(flag, {
    default: 'false',
    help: 'Whether several processes may listen on PORT; the kernel spreads connections over them.',
  }),
  TRUST_PROXY: setting(trustProxy, {
    default: '0',
    help: 'The number of proxies in front that write X-Forwarded-For, or their IP addresses.',
  }),
  HEADERS_TIMEOUT: setting(timeout, {
    default: '10s',
    help: 'How long a client may take to send the headers of a request.',
  }),
  REQUEST_TIMEOUT: setting(timeout, {
    default: '30s',
    help: 'How long a client may take to send a whole request.',
  }),
  SHUTDOWN_DELAY: setting(milliseconds.pipe(z.number().max(60_000, 'must be at most 1m')), {
    default: '0s',
    help: 'How long the service still accepts requests after a signal, while /readyz returns 503.',
  }),
};
