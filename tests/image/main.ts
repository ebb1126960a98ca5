import { readFileSync } from 'node:fs';
import path from 'node:path';
import { startEmbeddedPostgres } from '../../src/platform/development/embedded-postgres/embedded-postgres.ts';
import { makePerson } from '../support/client.ts';
import { endPostgresOnFolders, makeFolder, removeFolders } from '../support/left-behind.ts';
import { testSecretKey } from '../support/tokens.ts';
import { baseImage, prepareBaseImage } from './base-image.ts';
import { build, changeSources, planted, prepareContext } from './build.ts';
import { Container } from './container.ts';
import { holds, layersOf } from './layers.ts';
import { podman, requirePodman } from './podman.ts';

const image = 'localhost/auth-service:test';
const say = (text: string) => void process.stdout.write(`${text}\n`);
const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`;

/** Prints a row of the table. A broken promise makes the exit code 1. */
function report(promise: string, seen: unknown, isRight: boolean): void {
  if (!isRight) process.exitCode = 1;
  say(`| ${promise} | ${seen} | ${isRight ? 'holds' : 'BROKEN'} |`);
}

requirePodman();
const origin = prepareBaseImage();
say(`${baseImage()}: ${origin}\n\n| promise | seen | |\n|---|---|---|`);
prepareContext();
const first = build(image);
report('the Dockerfile builds', `${first.seconds.toFixed(0)} s`, first.steps.length > 0);
checkLayers();
changeSources();
const second = build(`${image}-changed`);
const installs = second.steps.filter(({ command }) => command.includes('npm ci'));
report(
  'a change of the sources installs no package again',
  `${second.seconds.toFixed(0)} s, ${installs.filter(({ isCached }) => isCached).length} of ${installs.length} installations cached`,
  installs.length === 2 && installs.every(({ isCached }) => isCached),
);

const database = await startEmbeddedPostgres({ dataFolder: path.join(makeFolder(), 'database') });
let container: Container | undefined;
try {
  container = await Container.start(image, {
    SECRET_KEY: testSecretKey,
    DATABASE_URL: database.url,
    JWT_ISSUER: 'http://localhost:4000',
    // With a mail server, the start renders the templates of mails.
    SMTP_URL: 'smtp://127.0.0.1:9',
    MAIL_FROM: 'no-reply@example.com',
  });
  await checkContainer(container);
} finally {
  container?.remove();
  await database.stop();
  await endPostgresOnFolders();
  removeFolders();
}

function checkLayers(): void {
  const [all, base] = [layersOf(image), layersOf(baseImage())];
  const own = all.slice(base.length);
  const sizeOf = (name: string) => Number(podman(['image', 'inspect', '--format', '{{.Size}}', name]).stdout);
  const [total, below] = [sizeOf(image), sizeOf(baseImage())];
  report(
    'the service adds less than 60 MB',
    `${megabytes(total)}, of which ${megabytes(total - below)} on top of Node.js`,
    below > 0 && total - below < 60e6,
  );
  const paths = own.flatMap((layer) => layer.paths);
  const places = [...new Set(paths.map((name) => name.split('/').slice(0, 2).join('/')))].sort();
  const expected = ['app/dist', 'app/node_modules', 'app/package.json', 'app/schema.graphql'];
  report('its layers hold what the service needs', places.join(', '), String(places) === String(expected));
  const found = all.filter((layer) => holds(layer, planted)).length;
  const history = podman(['history', '--no-trunc', image]).stdout;
  report(
    'no secret beside the sources gets into a layer',
    `${found} of ${all.length} layers`,
    found === 0 && !history.includes(planted),
  );
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
    packages: Record<string, { dev?: boolean }>;
  };
  const development = Object.entries(packages).filter(([, { dev }]) => dev);
  const installed = development.filter(([name]) => paths.includes(`app/${name}/package.json`));
  report(
    'no development dependency is in it',
    `${installed.length} of ${development.length}`,
    development.length > 0 && installed.length === 0,
  );
}

async function checkContainer(service: Container): Promise<void> {
  const status = service.exec(['cat', '/proc/1/status']).stdout;
  const [, uid] = /^Uid:\s+(\d+)/m.exec(status) ?? [];
  const [, capabilities] = /^CapEff:\s+(\w+)/m.exec(status) ?? [];
  report('it runs as an ordinary user', `user ${uid}, capabilities ${capabilities}`, uid === '1000');
  const write = (file: string) => service.exec(['sh', '-c', `echo > ${file}`]).code === 0;
  const writable = ['/app/file', '/app/dist/file', '/home/node/file', '/tmp/file'].filter(write);
  report(
    'the root file system is read-only but for /tmp',
    writable.join(', '),
    String(writable) === '/tmp/file',
  );

  const person = await service.signUpPerson();
  const tokens = await service.openSession(person);
  const me = (await service.me(tokens.accessToken)).data?.me?.username;
  const { refreshToken, accessToken } = (await service.refresh(tokens.refreshToken)).data.refresh;
  await service.logOut({ refreshToken }, accessToken);
  const after = (await service.me(accessToken)).errors?.[0]?.extensions.code;
  report(
    'signup, login, me, refresh and logout',
    `me is ${me === person.username ? 'the user' : me}; after logout ${after}`,
    me === person.username && after === 'UNAUTHENTICATED',
  );

  report('its health check succeeds', service.isHealthy(), service.isHealthy());
  const [inspected] = JSON.parse(podman(['image', 'inspect', image]).stdout);
  const failed = service.exec(inspected.Healthcheck.Test.slice(1), { env: { PORT: '1' } }).code;
  report('its health check fails if nothing listens', `exit code ${failed}`, failed === 1);

  const admin = (args: readonly string[], input?: string) =>
    service.exec(['node', 'dist/src/admin.js', ...args], input === undefined ? {} : { input });
  // Nothing listens where SMTP_URL points to, so that part is left out.
  const check = service.exec(['env', 'SMTP_URL=', 'node', 'dist/src/admin.js', 'check']);
  report('admin check inside', check.stdout.trim(), check.code === 0);
  const created = makePerson();
  const names = ['--username', created.username, '--email', created.email];
  const made = admin(['users', 'create', ...names], `${created.password}\n`);
  const opened = await service.openSession(created);
  report(
    'admin users create inside',
    `exit code ${made.code}, login works`,
    made.code === 0 && Boolean(opened),
  );
  const migrated = service.exec(['node', 'dist/src/migrate.js']);
  report('migrate inside', `exit code ${migrated.code}`, migrated.code === 0);

  const login = service.logIn(person);
  const { code, seconds } = await service.stop();
  const ended = (await login).data?.login
    ? 'the login in flight was answered'
    : 'the login in flight was lost';
  report(
    'SIGTERM ends it',
    `exit code ${code} after ${seconds.toFixed(1)} s; ${ended}`,
    code === 0 && seconds < 15 && ended.includes('answered'),
  );
}
