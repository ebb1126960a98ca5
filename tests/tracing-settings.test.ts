import { Collector } from './support/collector.ts';
import { World } from './support/world.ts';

/*
 * Cases considered: samplers from other languages (xray, jaeger_remote) with their arguments, capitals, OTEL_SDK_DISABLED=1,
 * exporters from other languages, several exporters, and all of them without a collector.
 */

// The SDK itself reads this variable.
process.env.OTEL_BSP_SCHEDULE_DELAY = '20';

const collector = await Collector.start();
afterAll(() => collector.stop());
beforeEach(() => {
  collector.bodies.length = 0;
});

const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url };

/** @returns the variables that the log reports as ignored, and whether a request was traced. */
async function observe(env: Record<string, string>): Promise<[ignored: string[], isTraced: boolean]> {
  const world = await World.start({ env });
  await world.me();
  await world.stop();
  const warnings = world.log.map((line) => JSON.parse(line)).filter(({ level }) => level === 'warn');
  return [warnings.map(({ variable, msg }) => `${variable}: ${msg}`), collector.bodies.length > 0];
}

const ignored = (...names: string[]) => names.map((name) => `${name}: ignored an unknown value`);

test.each([
  [{ OTEL_TRACES_SAMPLER: 'xray', OTEL_TRACES_SAMPLER_ARG: 'endpoint=http://localhost:2000' }],
  [{ OTEL_TRACES_SAMPLER: 'jaeger_remote', OTEL_TRACES_SAMPLER_ARG: 'half' }],
  [{ OTEL_TRACES_SAMPLER: 'sometimes', OTEL_TRACES_SAMPLER_ARG: '1.5' }],
])('traces with the defaults for %j, and warns', async (env) => {
  expect(await observe({ ...env, ...endpoint })).toEqual([ignored(...Object.keys(env)), true]);
});

test('starts with an unknown sampler and no collector', async () => {
  expect(await observe({ OTEL_TRACES_SAMPLER: 'xray' })).toEqual([ignored('OTEL_TRACES_SAMPLER'), false]);
});

test.each([
  [{ OTEL_TRACES_SAMPLER: 'ALWAYS_ON' }, true],
  [{ OTEL_TRACES_SAMPLER: 'Always_Off' }, false],
  [{ OTEL_TRACES_EXPORTER: 'console,otlp' }, true],
  [{ OTEL_TRACES_EXPORTER: 'none' }, false],
  [{ OTEL_SDK_DISABLED: 'true' }, false],
  [{ OTEL_SDK_DISABLED: 'TRUE', OTEL_TRACES_SAMPLER: 'xray' }, false],
  [{ OTEL_SDK_DISABLED: 'false' }, true],
])('with %j, traced: %s', async (env, isTraced) => {
  expect(await observe({ ...env, ...endpoint })).toEqual([[], isTraced]);
});

test.each([
  [{ OTEL_SDK_DISABLED: '1' }],
  [{ OTEL_TRACES_EXPORTER: 'zipkin' }],
])('warns of %j, and traces', async (env) => {
  expect(await observe({ ...env, ...endpoint })).toEqual([ignored(...Object.keys(env)), true]);
});
