import { isIP } from 'node:net';
import { z } from 'zod';
import { setting } from '../kernel/config.ts';
import { flag, integer, list, milliseconds } from '../kernel/setting-values.ts';

const origin = z.string().refine((text) => URL.canParse(text) && new URL(text).origin === text, {
  error: 'must hold origins such as https://app.example.com, separated by commas and without a path',
});

type TrustProxy = string[] | ((ip: string, hop: number) => boolean);

/**
 * The number of proxies, or their IP addresses. Fastify ignores a plain number, so it becomes a function. A number is
 * safe only if clients cannot bypass the proxies.
 */
const trustProxy = z.string().transform((text, context): TrustProxy => {
  if (/^\d{1,2}$/.test(text)) return (_ip, hop) => hop < Number(text);
  const networks = list.parse(text);
  const isValid = networks.every((network) => isIP(network.replace(/\/\d{1,3}$/, '')) !== 0);
  if (isValid) return networks;
  context.addIssue({
    code: 'custom',
    message: 'must be the number of proxies, or their IP addresses or subnets (10.0.0.0/8)',
  });
  return z.NEVER;
});

const timeout = milliseconds.pipe(z.number().min(100, 'must be at least 100ms'));

export const httpSettings = {
  HOST: setting(z.string(), { default: '127.0.0.1', help: 'The IP address to listen on; 0.0.0.0 for all.' }),
  PORT: setting(integer(0, 65_535), { default: '4000', help: 'The TCP port; 0 for any free one.' }),
  REUSE_PORT: setting(flag, {
    default: 'false',
    help: 'Whether several processes may listen on PORT; the kernel spreads connections over them.',
  }),
  CORS_ORIGINS: setting(list.pipe(z.array(origin)), {
    default: '',
    help: 'Comma-separated origins whose pages may call the service.',
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
    help: 'How long the service still answers after a signal, while /readyz returns 503.',
  }),
};
