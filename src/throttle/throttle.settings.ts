import { z } from 'zod';
import { optionalSetting } from '../kernel/config.ts';

const redisUrl = z.string().superRefine((text, context) => {
  const message = problemOf(text);
  if (message) context.addIssue({ code: 'custom', message });
});

const form = 'must look like redis://user:password@host:6379/0, or rediss:// for TLS';

function problemOf(text: string): string | undefined {
  if (/^[a-z+-]*sentinel[a-z+-]*:/i.test(text))
    return 'must not name a Sentinel: name the primary, by a DNS name or a proxy that follows it (docs/configuration.md)';
  const url = URL.parse(text);
  const isRedis = url && /^rediss?:$/.test(url.protocol) && /^(\/\d{0,5})?$/.test(url.pathname);
  if (!isRedis) return form;
  try {
    decodeURIComponent(url.username + url.password);
    return undefined;
  } catch {
    return 'has a user or password that is not percent-encoded: write % as %25';
  }
}

export const throttleSettings = {
  REDIS_URL: optionalSetting(redisUrl, {
    help: 'Redis or Valkey to count attempts in, or a node of a Redis Cluster. Unset: PostgreSQL.',
    secret: true,
  }),
};
