import { z } from 'zod';
import { optionalSetting, setting } from '../kernel/config.ts';
import { list } from '../kernel/setting-values.ts';

/** The collector's base URL. The OTLP specification fixes the path for traces. */
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

type Sampler = (typeof samplers)[number];

/** OpenTelemetry wants unknown values ignored with a warning, since services in several languages share these variables. */
interface Lenient<Value> {
  value: Value;
  /** The unknown value, if there was one. */
  ignored?: string;
}

const sampler = z.string().transform((text): Lenient<Sampler> => {
  const known = samplers.find((name) => name === text.toLowerCase());
  return known ? { value: known } : { value: 'parentbased_always_on', ignored: text };
});

const ratio = z.string().transform((text): Lenient<number> => {
  const value = /^\d?\.?\d+$/.test(text) ? Number(text) : Number.NaN;
  return value <= 1 ? { value } : { value: 1, ignored: text };
});

const trueOnly = z.string().transform((text): Lenient<boolean> => {
  const word = text.trim().toLowerCase();
  return word === 'true' || word === 'false' ? { value: word === 'true' } : { value: false, ignored: text };
});

const exporter = z.string().transform((text): Lenient<'otlp' | 'none'> => {
  const names = list.parse(text.toLowerCase());
  if (names.includes('otlp')) return { value: 'otlp' };
  return names.includes('none') ? { value: 'none' } : { value: 'otlp', ignored: text };
});

export const tracingSettings = {
  OTEL_EXPORTER_OTLP_ENDPOINT: optionalSetting(endpoint, {
    help: 'The collector that receives traces, by OTLP over HTTP. Unset: no tracing.',
  }),
  OTEL_EXPORTER_OTLP_HEADERS: optionalSetting(headers, {
    help: 'Headers that the collector requires, as in authorization=Bearer%20…',
    secret: true,
  }),
  OTEL_SERVICE_NAME: setting(z.string(), {
    default: 'auth-service',
    help: 'The name of this service in traces.',
  }),
  OTEL_SDK_DISABLED: setting(trueOnly, {
    default: 'false',
    help: 'true: no tracing.',
  }),
  OTEL_TRACES_EXPORTER: setting(exporter, {
    default: 'otlp',
    help: 'none: no tracing.',
  }),
  OTEL_TRACES_SAMPLER: setting(sampler, {
    default: 'parentbased_always_on',
    help: 'Which requests to trace.',
  }),
  OTEL_TRACES_SAMPLER_ARG: setting(ratio, {
    default: '1',
    help: 'The share of requests that the two samplers with a ratio trace, 0 to 1.',
  }),
};
