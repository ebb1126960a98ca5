import { isIP } from 'node:net';
import { z } from 'zod';
import { setting } from '../kernel/config.ts';
import { flag, integer, list, milliseconds } from '../kernel/setting-values.ts';

const origin = z.string().refine((text) => URL.canParse(text) && new URL(text).origin === text, {
  error: 'must hold origins such as https://app.example.com, separated by commas and without a path',
});

type TrustProxy = string[] | ((address: string, hop: number) => boolean);

/**
 * How many proxies stand in front, or which addresses they have. Fastify trusts nobody when it is given a mere number,
 * so the count becomes a function; it is safe only where clients cannot reach the service past the proxies.
 */
const trustProxy = z.string().transform((text, context): TrustProxy => {
  if (/^\d{1,2}$/.test(text)) return (_address, hop) => hop < Number(text);
  const addresses = list.parse(text);
  const known = addresses.every((address) => isIP(address.replace(/\/\d{1,3}$/, '')) !== 0);
  if (known) return addresses;
  context.addIssue({
    code: 'custom',
    message: 'must be a number of proxies, or their addresses or subnets (10.0.0.0/8)',
  });
  return z.NEVER;
});

const patience = milliseconds.pipe(z.number().min(100, 'must be at least 100ms'));

export const httpSettings = {
  HOST: setting(z.string(), { default: '127.0.0.1', help: 'The address to listen on; 0.0.0.0 for all.' }),
  PORT: setting(integer(0, 65_535), { default: '4000', help: 'The TCP port; 0 takes any free one.' }),
  REUSE_PORT: setting(flag, {
    default: 'false',
    help: 'Whether several processes may listen on PORT; the kernel spreads connections over them.',
  }),
  CORS_ORIGINS: setting(list.pipe(z.array(origin)), {
    default: '',
    help: 'Origins whose pages may call the service, separated by commas.',
  }),
  TRUST_PROXY: setting(trustProxy, {
    default: '0',
    help: 'How many proxies that write X-Forwarded-For stand in front, or their addresses.',
  }),
  HEADERS_TIMEOUT: setting(patience, {
    default: '10s',
    help: 'How long a client may take to send the headers of a request.',
  }),
  REQUEST_TIMEOUT: setting(patience, {
    default: '30s',
    help: 'How long a client may take to send a whole request.',
  }),
  SHUTDOWN_DELAY: setting(milliseconds.pipe(z.number().max(60_000, 'must be at most 1m')), {
    default: '0s',
    help: 'How long it goes on answering after a signal, while /readyz already says 503.',
  }),
};
