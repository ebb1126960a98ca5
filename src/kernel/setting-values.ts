import { z } from 'zod';

const unitsInMilliseconds: Record<string, number> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** The upper bound of timers, PostgreSQL's timeouts and GraphQL's Int. */
const maxInt32 = 2 ** 31 - 1;

/** Parses `500ms`, `10s`, `15m`, `24h` or `30d` into milliseconds. */
const duration = z.string().transform((text, context) => {
  const match = /^(\d{1,9})(ms|s|m|h|d)$/.exec(text);
  if (match) return Number(match[1]) * (unitsInMilliseconds[match[2] as string] as number);
  const message = 'must be a whole number with a unit: 500ms, 10s, 15m, 24h, 30d';
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
});

/** A duration in milliseconds, at most 24 days. */
export const milliseconds = duration.pipe(z.number().max(maxInt32, 'must be at most 24d'));

/** A duration in whole seconds, at most 24,855 days. */
export const seconds = duration.pipe(
  z
    .number()
    .multipleOf(1000, 'must be whole seconds')
    .transform((value) => value / 1000)
    .pipe(z.number().max(maxInt32, 'must be at most 24855d')),
);

/** For a Service called `metrics`, Kubernetes sets `METRICS_PORT` to a value like this. */
const serviceLink = /^(tcp|udp|sctp):\/\//;

export function integer(min: number, max: number): z.ZodType<number, string> {
  const message = `must be a whole number from ${min} to ${max}`;
  return z
    .string()
    .refine((text) => !serviceLink.test(text), {
      abort: true,
      error: `${message}; Kubernetes sets it for a Service of that name: set enableServiceLinks: false in the pod (deploy/kubernetes.yaml)`,
    })
    .regex(/^\d{1,10}$/, message)
    .transform(Number)
    .pipe(z.number().min(min, message).max(max, message));
}

export interface Rate {
  readonly count: number;
  readonly seconds: number;
}

/** In-memory limits use timers, which cannot exceed 24 days. */
const maxRateSeconds = 24 * 86_400;

const rateParts = z.tuple([integer(1, 1_000_000), seconds.pipe(z.number().min(1).max(maxRateSeconds))]);

/** A rate like `50/15m`; undefined for `off`. */
export const rate: z.ZodType<Rate | undefined, string> = z.string().transform((text, context) => {
  if (text === 'off') return undefined;
  const parts = rateParts.safeParse(text.split('/'));
  if (parts.success) return { count: parts.data[0], seconds: parts.data[1] };
  context.addIssue({ code: 'custom', message: 'must be a rate such as 50/15m (24d at most), or off' });
  return z.NEVER;
});

/** A host name or an IP address to listen on. IPv6 addresses may be in brackets, as in URLs. */
export const hostName: z.ZodType<string, string> = z
  .string()
  .transform((text) => /^\[(.+)\]$/.exec(text)?.[1] ?? text);

export const flag: z.ZodType<boolean, string> = z
  .enum(['true', 'false', '1', '0'], 'must be true or false')
  .transform((text) => text === 'true' || text === '1');

export const list: z.ZodType<string[], string> = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
);
