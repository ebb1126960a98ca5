import { z } from 'zod';
import { optionalSetting, setting } from '../kernel/config.ts';
import { list } from '../kernel/setting-values.ts';

/** The collector's base URL; the OTLP specification says which path traces have below it. */
const endpoint = z.string().transform((text, context) => {
  const url = URL.parse(text);
  if (url && /^https?:$/.test(url.protocol)) {
    url.pathname = `${url.pathname.replace(/\/$/, '')}/v1/traces`;
    return url.href;
  }
  context.addIssue({ code: 'custom', message: 'must be a URL such as http://collector:4318' });
  return z.NEVER;
});

const headers = z.string().transform((text, context): Record<string, string> => {
  try {
    const pairs = list.parse(text).map((pair) => {
      const [, name = '', value = ''] = /^([\w-]+)\s*=\s*([\x21-\x7e]+)$/.exec(pair) ?? [];
      return [name, decodeURIComponent(value)] as const;
    });
    return Object.fromEntries(new Headers(pairs.map(([name, value]) => [name, value])));
  } catch {
    context.addIssue({ code: 'custom', message: 'must look like name=value,other=value, percent-encoded' });
    return z.NEVER;
  }
});

export const samplers = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;

const ratioMessage = 'must be a number from 0 to 1';
const ratio = z
  .string()
  .regex(/^\d?\.?\d+$/, ratioMessage)
  .transform(Number)
  .pipe(z.number().max(1, ratioMessage));

export const tracingSettings = {
  OTEL_EXPORTER_OTLP_ENDPOINT: optionalSetting(endpoint, {
    help: 'The collector that receives traces, by OTLP over HTTP. Unset: nothing is traced.',
  }),
  OTEL_EXPORTER_OTLP_HEADERS: optionalSetting(headers, {
    help: 'Headers that the collector requires, as in authorization=Bearer%20…',
    secret: true,
  }),
  OTEL_SERVICE_NAME: setting(z.string(), {
    default: 'auth-service',
    help: 'The name of this service in traces.',
  }),
  OTEL_TRACES_SAMPLER: setting(z.enum(samplers, `must be one of ${samplers.join(', ')}`), {
    default: 'parentbased_always_on',
    help: 'Which requests are traced.',
  }),
  OTEL_TRACES_SAMPLER_ARG: setting(ratio, {
    default: '1',
    help: 'The share of requests that the two samplers with a ratio trace, 0 to 1.',
  }),
};
