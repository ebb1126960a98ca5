import { readFileSync } from 'node:fs';
import { httpSettings } from '../src/http/http.settings.ts';
import { ConfigError, loadConfig } from '../src/kernel/config.ts';
import { processSettings } from '../src/kernel/process.settings.ts';
import { tokenSettings } from '../src/platform/tokens/access-tokens.ts';
import { sessionSettings } from '../src/sessions/sessions.settings.ts';
import { settingGroups } from '../src/startup/own-declarations.ts';

const groups = settingGroups();
const settings = groups.flatMap((group) => Object.entries(group));

function problems(environment: Record<string, string>): readonly string[] {
  try {
    loadConfig(environment, groups);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

test('docs/configuration.md lists every setting with its default, and no other', () => {
  const rows = [...readFileSync('docs/configuration.md', 'utf8').matchAll(/^\| `([A-Z_]+)` \| (.*?) \|/gm)];
  const shown = settings.map(([name, setting]) => {
    const value = typeof setting.default === 'object' ? setting.default.development : setting.default;
    return [name, value ? `\`${value}\`` : ''];
  });
  expect(rows.map(([, name, value]) => [name, value])).toEqual(shown);
});

test('.env.example names every setting', () => {
  const named = [...readFileSync('.env.example', 'utf8').matchAll(/^#? ?([A-Z_]+)=/gm)].map(
    ([, name]) => name,
  );
  expect(named.toSorted()).toEqual(settings.map(([name]) => name).toSorted());
});

test('starts without any setting', () => {
  expect(problems({})).toEqual([]);
  const config = loadConfig({}, groups);
  expect(config.of(processSettings).DEBUG).toBe(true);
  expect(config.of(httpSettings)).toMatchObject({ HOST: '127.0.0.1', PORT: 4000 });
  expect(config.of(httpSettings)).toMatchObject({ HEADERS_TIMEOUT: 10_000, REQUEST_TIMEOUT: 30_000 });
  expect(config.of(sessionSettings)).toMatchObject({
    REFRESH_TOKEN_TTL: 2_592_000,
    REFRESH_REUSE_WINDOW: 10,
  });
  expect(config.of(tokenSettings)).toMatchObject({ ACCESS_TOKEN_TTL: 86_400, SECRET_KEY: undefined });
});

test('rejects production without its secrets, and names all of them', () => {
  const found = problems({ NODE_ENV: 'production' });
  expect(found.map((problem) => problem.split(' ')[0])).toEqual(['SECRET_KEY', 'JWT_ISSUER', 'DATABASE_URL']);
  const complete = {
    NODE_ENV: 'production',
    SECRET_KEY: 'k3y-'.concat('0123456789abcdefghijklmnopqrstuv'),
    JWT_ISSUER: 'https://auth.example.com',
    DATABASE_URL: 'postgres://db/auth',
  };
  expect(loadConfig(complete, groups).of(processSettings).DEBUG).toBe(false);
});

test.each([
  ['SECRET_KEY', 'secret'],
  ['SECRET_KEY', 'x'.repeat(31)],
  ['SECRET_KEY', 'a'.repeat(64)],
  ['SECRET_KEY', 'please-change-me-please-change-me-please'],
  ['SECRET_KEY', 'your-256-bit-secret-your-256-bit-secret'],
  ['ACCESS_TOKEN_TTL', '3600'],
  ['ACCESS_TOKEN_TTL', '0s'],
  ['ACCESS_TOKEN_TTL', '-1h'],
  ['ACCESS_TOKEN_TTL', '500ms'],
  ['REFRESH_REUSE_WINDOW', '5m'],
  ['BCRYPT_COST', '9'],
  ['BCRYPT_COST', '16'],
  ['PASSWORD_MIN_LENGTH', '7'],
  ['PORT', '65536'],
  ['PORT', 'http'],
  ['DEBUG', 'yes'],
  ['JWT_ISSUER', ' '],
  ['JWT_AUDIENCE', ' '],
  ['REFRESH_TOKEN_TTL', '36500d'],
  ['SESSION_PURGE_INTERVAL', '25d'],
  ['DATABASE_URL', 'mysql://root@localhost/auth'],
  ['DATABASE_STATEMENT_TIMEOUT', '0s'],
  ['DATABASE_STATEMENT_TIMEOUT', '20d'],
  ['DATABASE_URL', 'postgresql://localhost'],
  ['DATABASE_URL', 'postgresql://auth:password@'],
  ['DATABASE_URL', 'postgresql://auth:password@/?host=/folder'],
  ['DATABASE_URL', 'host=/folder dbname=auth'],
  ['DATABASE_URL', 'postgresql://auth:password@one,two/auth'],
  ['DATABASE_URL', 'postgresql://auth:password@one:5432,two:5432/auth?target_session_attrs=read-write'],
  ['DATABASE_URL', 'postgresql://one,two/auth'],
  ['DATABASE_URL', 'postgresql:///auth?user=auth&host=one,two'],
  ['DATABASE_URL', 'postgresql:///auth?host=one%2Ctwo'],
  ['DATABASE_POOLER', 'transactions'],
  ['DATABASE_POOLER', 'Transaction'],
  ['DATABASE_POOLER', 'statement'],
  ['DATABASE_POOLER', 'true'],
  ['CORS_ORIGINS', 'https://app.example.com/path'],
  ['CORS_ORIGINS', 'https://app.example.com/'],
  ['CORS_ORIGINS', 'https://App.example.com'],
  ['CORS_ORIGINS', 'app.example.com'],
  ['CORS_ORIGINS', 'capacitor://localhost/'],
  ['CORS_ORIGINS', 'capacitor://'],
  ['CORS_ORIGINS', 'capacitor:localhost'],
  ['CORS_ORIGINS', 'null'],
  ['CORS_ORIGINS', 'file://'],
  ['CORS_ORIGINS', '*'],
  ['CORS_ORIGINS', 'https://*'],
  ['CORS_ORIGINS', 'https://*.com'],
  ['CORS_ORIGINS', 'https://app-*.example.com'],
  ['CORS_ORIGINS', 'https://a.*.example.com'],
  ['CORS_ORIGINS', 'https://*.*.example.com'],
  ['CORS_ORIGINS', 'https://*.example.com/'],
  ['CORS_ORIGINS', 'chrome-extension://*'],
  ['RETURN_TO_ORIGINS', 'http://app.example.com'],
  ['RETURN_TO_ORIGINS', 'https://*.example.com'],
  ['RETURN_TO_ORIGINS', 'https://app.example.com/'],
  ['RETURN_TO_ORIGINS', 'capacitor://localhost'],
  ['TRUST_PROXY', 'everybody'],
  ['TRUST_PROXY', '10.0.0.0/33'],
  ['TRUST_PROXY', '123'],
  ['GATEWAY_SECRET', 'short'],
  ['LOGIN_TRIES', '2'],
  ['LOGIN_TRIES', '13'],
  ['SIGNUPS_PER_ADDRESS', '100'],
  ['SIGNUPS_PER_ADDRESS', '100/1h/1h'],
  ['SIGNUPS_PER_ADDRESS', '0/1h'],
  ['SIGNUPS_PER_ADDRESS', '100/0s'],
  ['SIGNUPS_PER_ADDRESS', '100/25d'],
  ['REFRESHES_PER_ADDRESS', 'many'],
  ['REDIS_URL', 'https://localhost'],
  ['REDIS_URL', 'valkey://localhost'],
  ['REDIS_URL', 'localhost:6379'],
  ['REDIS_URL', 'redis://localhost/counters'],
  ['REDIS_URL', 'redis://user:50%off@localhost'],
  ['REDIS_URL', 'redis://one:6379,two:6379'],
  ['SMTP_URL', 'localhost:25'],
  ['SMTP_URL', 'http://localhost'],
  ['SMTP_URL', 'smtp://'],
  ['SMTP_URL', 'smtp://one,two'],
  ['SMTP_URL', 'smtp://user:50%off@localhost'],
  ['SMTP_URL', 'smtp://localhost/?tls.rejectUnauthorized=false'],
  ['SMTP_URL', 'smtp://localhost#pool'],
  ['MAIL_FROM', 'no-reply'],
  ['MAIL_FROM', 'Example no-reply@example.com'],
  ['MAIL_FROM', 'Example <no-reply@example.com> Evil <evil@example.com>'],
  ['MAIL_FROM', 'one@example.com,two@example.com'],
  ['MAIL_FROM', 'Example <no-reply@example.com>\r\nBcc: evil@example.com'],
  ['MAIL_FROM', 'Exam\nple <no-reply@example.com>'],
  ['MAIL_ENVELOPE_FROM', 'bounces@'],
  ['APP_URL', 'app.example.com'],
  ['APP_URL', 'https://app.example.com?next=/'],
  ['APP_URL', 'https://app.example.com/#/'],
  ['APP_URL', 'https://user@app.example.com'],
  ['APP_URL', 'ftp://app.example.com'],
  ['APP_PATHS', 'reset-password'],
  ['APP_PATHS', 'reset-password=reset'],
  ['APP_PATHS', 'reset-password=/reset?x=1'],
  ['APP_PATHS', 'reset-password=/reset#x'],
  ['APP_PATHS', 'unknown=/reset'],
  ['MAIL_LINK_TOKEN', 'path'],
  ['MAIL_WORKER', 'maybe'],
  ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector:4318'],
  ['OTEL_EXPORTER_OTLP_ENDPOINT', 'grpc://collector:4317'],
  ['OTEL_EXPORTER_OTLP_HEADERS', 'only-a-name'],
  ['OTEL_EXPORTER_OTLP_HEADERS', 'name=%zz'],
  ['OTEL_EXPORTER_OTLP_HEADERS', 'name=a%0ab'],
])('rejects %s=%s by name, and without the value of a secret', (name, value) => {
  const found = problems({ [name]: value });
  expect(found).toHaveLength(1);
  expect(found[0]).toMatch(new RegExp(`^${name} `));
  if (name === 'SECRET_KEY') expect(found[0]).not.toContain(value);
});

// A comma separates hosts only in the part of the URL that names hosts.
test.each([
  'postgresql://auth:a,long,password@localhost/auth',
  'postgresql://auth,service:password@localhost/auth',
  'postgresql://auth:one,p@ss,word@localhost/auth',
  'postgresql://auth:a,b@/auth?host=/folder',
  'postgresql://auth:password@localhost/auth,service?application_name=host%3Da,b',
])('accepts the commas of DATABASE_URL=%s', (value) => {
  expect(problems({ DATABASE_URL: value })).toEqual([]);
});

// As spelled by Celery, Lettuce and others.
test.each([
  'redis+sentinel://:secret@one:26379/mymaster/0',
  'redis+sentinel://one:26379,two:26379/mymaster',
  'redis-sentinel://one:26379,two:26379/0#mymaster',
  'rediss+sentinel://one:26379/mymaster',
  'sentinel://one:26379/mymaster',
])('says what to name instead of the Sentinel in REDIS_URL=%s', (value) => {
  expect(problems({ REDIS_URL: value })).toEqual([
    expect.stringMatching(/^REDIS_URL must not name a Sentinel: name the primary, by a DNS name or a proxy/),
  ]);
});

// As spelled by Prisma and TypeORM, JDBC, pgx and lib/pq, Knex, Rails and Npgsql; also before the correct spelling.
test.each([
  'schema=app',
  'schema=public',
  'currentSchema=app',
  'search_path=app',
  'searchPath=app',
  'schema_search_path=app',
  'Search%20Path=app',
  'sslmode=verify-full&schema=app',
  'options=-c%20search_path%3Dapp&schema=app',
])('refuses a schema in the spelling of another driver, %s, and says what to write', (parameter) => {
  expect(problems({ DATABASE_URL: `postgresql://auth:pw@localhost/auth?${parameter}` })).toEqual([
    expect.stringMatching(
      /^DATABASE_URL names the schema with .*; write options=-c%20search_path%3DSCHEMA instead/,
    ),
  ]);
});

// Cases considered: every setting named <NAME>_PORT, and the other protocols of a Service.
test.each([
  ['PORT', 'tcp://10.96.0.12:4000'],
  ['METRICS_PORT', 'tcp://10.96.0.12:9464'],
  ['METRICS_PORT', 'udp://10.96.0.12:9464'],
  ['METRICS_PORT', 'sctp://[fd00::12]:9464'],
])('suggests enableServiceLinks if Kubernetes set %s=%s', (name, value) => {
  expect(problems({ [name]: value })).toEqual([
    expect.stringMatching(`^${name} must be a whole number from .* enableServiceLinks: false`),
  ]);
});

test('the Kubernetes manifest prevents these variables', () => {
  expect(readFileSync('deploy/kubernetes.yaml', 'utf8')).toMatch(/^ {6}enableServiceLinks: false$/m);
});

test('reports every problem at once', () => {
  expect(problems({ PORT: 'x', BCRYPT_COST: '1', LOG_LEVEL: 'loud' })).toHaveLength(3);
});

test('accepts proxies by count or by IP address', () => {
  const trust = (text: string) => loadConfig({ TRUST_PROXY: text }, groups).of(httpSettings).TRUST_PROXY;
  expect(trust('10.0.0.0/8, ::1, [2001:db8::]/32')).toEqual(['10.0.0.0/8', '::1', '2001:db8::/32']);
  const byCount = trust('1');
  expect(typeof byCount === 'function' && [byCount('', 0), byCount('', 1)]).toEqual([true, false]);
});
