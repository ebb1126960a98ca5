import { Collector } from '../support/collector.ts';
import { dropDatabase, makeDatabase } from '../support/databases.ts';
import { freePort } from '../support/free-port.ts';
import { makeFolder, until } from '../support/left-behind.ts';
import { within } from '../support/patience.ts';
import { leaveNothingBehind, run, type ServiceProcess, start } from '../support/service-process.ts';
import { testSecretKey } from '../support/tokens.ts';

leaveNothingBehind();

const folder = makeFolder();
const database = await makeDatabase();
afterAll(() => dropDatabase(database));

const env = {
  NODE_ENV: 'production',
  JWT_ISSUER: 'http://localhost:4000',
  DATABASE_URL: database,
  SECRET_KEY: testSecretKey,
  OTEL_BSP_SCHEDULE_DELAY: '20',
  OTEL_EXPORTER_OTLP_TIMEOUT: '300',
  // Otherwise the service would warn that it sends no mail.
  SMTP_URL: 'smtp://127.0.0.1:9',
  MAIL_FROM: 'Example <no-reply@mail.example>',
};

/** Reports to standard error when Node.js loads OpenTelemetry's SDK, which is in a chunk of the bundle. */
const telling = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from 'node:module';
  registerHooks({
    load(url, context, next) {
      const loaded = next(url, context);
      if (String(loaded.source).includes('BatchSpanProcessor')) process.stderr.write('loaded ' + url + '\\n');
      return loaded;
    },
  });
`)}`;

async function useIt(service: ServiceProcess): Promise<void> {
  const { accessToken } = await service.openSession();
  for (let round = 0; round < 100; round += 1) {
    expect((await service.me(accessToken)).data.me).not.toBeNull();
  }
}

test('loads OpenTelemetry only if a collector is configured', async () => {
  const NODE_OPTIONS = `--import=${telling}`;
  const without = await start({ folder, env: { ...env, NODE_OPTIONS } });
  await useIt(without);
  await without.end('SIGTERM');
  expect(without.stderr).toBe('');
  expect(without.stdout).not.toContain('traceId');
  const collector = await Collector.start();
  const traced = await start({
    folder,
    env: { ...env, NODE_OPTIONS, OTEL_EXPORTER_OTLP_ENDPOINT: collector.url },
  });
  await traced.end('SIGTERM');
  await collector.stop();
  expect(traced.stderr).toMatch(/^loaded .*\/dist\/src\/chunks\/[\w-]+\.js\n$/);
});

test('sends the remaining spans when it stops', async () => {
  const collector = await Collector.start();
  const patient = { OTEL_BSP_SCHEDULE_DELAY: '60000', OTEL_EXPORTER_OTLP_ENDPOINT: collector.url };
  const service = await start({ folder, env: { ...env, ...patient } });
  await useIt(service);
  expect(collector.bodies).toEqual([]);
  await service.end('SIGTERM');
  expect(collector.spans.filter(({ name }) => name === 'me')).toHaveLength(100);
  await collector.stop();
});

async function startNobody(): Promise<Pick<Collector, 'url' | 'stop'>> {
  return { url: `http://127.0.0.1:${await freePort()}`, stop: async () => undefined };
}

test.each([
  ['away', startNobody],
  ['refusing', () => Collector.start(403)],
  ['silent', () => Collector.start('no answer')],
])('serves and stops normally while the collector is %s, and warns once', async (_how, startCollector) => {
  const collector = await startCollector();
  const service = await start({ folder, env: { ...env, OTEL_EXPORTER_OTLP_ENDPOINT: collector.url } });
  const before = Date.now();
  await useIt(service);
  expect(Date.now() - before).toBeLessThan(within(8_000));
  await until('a warning', () => service.stdout.includes('spans do not reach the collector'));
  await useIt(service);
  const stopping = Date.now();
  expect(await service.end('SIGTERM')).toEqual({ code: 0, signal: null });
  expect(Date.now() - stopping).toBeLessThan(within(6_000));
  const lines = service.stdout.trim().split('\n');
  expect(lines.filter((line) => line.includes('"warn"') || line.includes('"error"'))).toHaveLength(1);
  expect(service.stderr).toBe('');
  await collector.stop();
});

test('does not wait long for a collector that never responds', async () => {
  const collector = await Collector.start('no answer');
  const patient = { OTEL_EXPORTER_OTLP_TIMEOUT: '60000', OTEL_EXPORTER_OTLP_ENDPOINT: collector.url };
  const service = await start({ folder, env: { ...env, ...patient } });
  await useIt(service);
  const stopping = Date.now();
  expect(await service.end('SIGTERM')).toEqual({ code: 0, signal: null });
  expect(Date.now() - stopping).toBeLessThan(within(6_000));
  await collector.stop();
});

test('does not start with an invalid URL', async () => {
  const wrong = { OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' };
  const { code, stderr } = await run({ folder, env: { ...env, ...wrong } });
  expect(code).toBe(1);
  expect(stderr).toContain('OTEL_EXPORTER_OTLP_ENDPOINT must be a URL such as http://collector:4318');
});
