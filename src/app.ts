import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyBaseLogger } from 'fastify';
import type { DestinationStream } from 'pino';
import { checkFeatures } from './feature/check-features.ts';
import { type App, Context, systemContext } from './feature/context.ts';
import { type Feature, useFeatures } from './feature/feature.ts';
import { features as allFeatures } from './features.ts';
import { startGraphqlServer } from './graphql/apollo-server.ts';
import { KnownDocuments } from './graphql/known-documents.ts';
import { buildServiceSchema } from './graphql/schema.ts';
import { graphqlHandler } from './http/graphql-handler.ts';
import { httpSettings } from './http/http.settings.ts';
import { makeHttpServer } from './http/http-server.ts';
import type { Config } from './kernel/config.ts';
import { processSettings } from './kernel/process.settings.ts';
import type { Database } from './platform/database/database.ts';
import { inDataFolder } from './platform/development/data-folder.ts';
import { keepSecret } from './platform/development/secret-file.ts';
import { makeLogger } from './platform/logging/logger.ts';
import { AccessTokens, tokenSettings } from './platform/tokens/access-tokens.ts';
import { deriveKeys, type Secrets } from './platform/tokens/signed-tokens.ts';
import {
  type Closers,
  closeAll,
  inspectOrExplain,
  locateDatabase,
  migrateOrExplain,
  openDatabase,
} from './startup/open-database.ts';
import { core } from './startup/own-declarations.ts';
import { isReadOnlyDatabase } from './startup/read-only.ts';
import { listenFailure } from './startup/start-failure.ts';

interface Options {
  /** Must include the features' setting groups. */
  config: Config;
  features?: readonly Feature[];
  /** Where to write log lines; standard output by default. */
  logTo?: DestinationStream;
}

export interface RunningApp {
  /** The URL of the GraphQL endpoint. */
  url: string;
  app: App;
  /** Finishes the requests in flight, then stops all parts in reverse order of startup. */
  stop(): Promise<void>;
}

/**
 * Starts the service: database, migrations, schema, HTTP.
 *
 * @throws the error of the part that failed to start, after stopping those that had started.
 */
export async function startApp({ config, features = allFeatures, logTo }: Options): Promise<RunningApp> {
  checkFeatures(core, features);
  const { HOST, PORT, REUSE_PORT, SHUTDOWN_DELAY } = config.of(httpSettings);
  const { DEBUG, LOG_LEVEL } = config.of(processSettings);
  const enabled = features.filter((feature) => feature.enabled?.(config) ?? true);
  const log = await makeLogger({ level: LOG_LEVEL, readable: DEBUG, ...(logTo && { destination: logTo }) });
  const closers: Closers = [];
  const stop = () => closeAll(closers);
  try {
    const say = (text: string) => log.info(text);
    const url = await locateDatabase(config, closers, { say });
    const applied = await migrateOrExplain(url, config, say);
    for (const name of applied) log.info({ migration: name }, 'migrated the database');
    const database = await openDatabase(url, config, enabled);
    closers.push(() => database.close());
    if (await isReadOnlyDatabase(database)) {
      log.warn('the database accepts no writes: is it a standby? Everything but reads will fail');
    }
    const advice = await database.adviceForRole();
    if (advice !== undefined) log.warn(advice);
    const app = makeApp(config, database, enabled, log);
    const { executable, attempts } = buildServiceSchema(enabled);
    const documents = new KnownDocuments();
    const apollo = await startGraphqlServer({ schema: executable, attempts, documents, debug: DEBUG, log });
    closers.push(() => apollo.stop());
    const graphql = graphqlHandler(apollo, documents, (request) => new Context(app, request));
    for (const feature of enabled) {
      const end = await feature.start?.(app);
      if (end) closers.push(async () => end());
    }
    const server = await makeHttpServer(app, graphql, attempts);
    closers.push(() => server.close());
    // Fastify passes reusePort on to Node.js, but its types lack the option.
    const address = { host: HOST, port: PORT, reusePort: REUSE_PORT };
    await server.listen(address).catch((error: unknown) => {
      throw listenFailure(error, address);
    });
    const { port } = server.server.address() as AddressInfo;
    const drainAndStop = async () => {
      app.lifecycle.isDraining = true;
      await sleep(SHUTDOWN_DELAY);
      await stop();
    };
    return { url: `${urlOf({ HOST, PORT: port })}/graphql`, app, stop: drainAndStop };
  } catch (error) {
    return stopAfter(error, stop, log);
  }
}

/** @throws the startup error; an error while stopping is only logged. */
async function stopAfter(error: unknown, stop: () => Promise<void>, log: FastifyBaseLogger): Promise<never> {
  await stop().catch((err: unknown) => log.warn({ err }, 'could not stop all parts after a failed start'));
  throw error;
}

function makeApp(
  config: Config,
  database: Database,
  features: readonly Feature[],
  log: FastifyBaseLogger,
): App {
  const secrets = secretsOf(config);
  const app: App = {
    config,
    database,
    accessTokens: new AccessTokens(secrets, config.of(tokenSettings), urlOf(config.of(httpSettings))),
    log,
    lifecycle: { isDraining: false },
    keysFor: (purpose) => deriveKeys(secrets, purpose),
  };
  return useFeatures(app, features);
}

function secretsOf(config: Config): Secrets {
  const { SECRET_KEY, SECRET_KEY_PREVIOUS } = config.of(tokenSettings);
  const present = SECRET_KEY ?? keepSecret(inDataFolder(config, 'secret-key'));
  return SECRET_KEY_PREVIOUS === undefined ? [present] : [present, SECRET_KEY_PREVIOUS];
}

/** The service's URL for a browser on this machine. */
function urlOf({ HOST, PORT }: { HOST: string; PORT: number }): string {
  const isLocal = ['127.0.0.1', '0.0.0.0', '::1', '::'].includes(HOST);
  const host = HOST.includes(':') ? `[${HOST}]` : HOST;
  return `http://${isLocal ? 'localhost' : host}:${PORT}`;
}

interface CommandOptions extends Required<Options> {
  /** The operating system user who runs the command. */
  operator: string;
}

/**
 * Opens the database for a command; services may be using it at the same time. Events go to `logTo` regardless of LOG_LEVEL,
 * because no other log records them.
 */
export async function openForCommand({
  config,
  features: available,
  logTo,
  operator,
}: CommandOptions): Promise<Pick<RunningApp, 'stop'> & { ctx: Context }> {
  const closers: Closers = [];
  const stop = () => closeAll(closers);
  const log = await makeLogger({ level: 'info', readable: false, destination: logTo });
  try {
    const features = available.filter((feature) => feature.enabled?.(config) ?? true);
    const url = await locateDatabase(config, closers, { share: true });
    await inspectOrExplain(url, config);
    const database = await openDatabase(url, config, features);
    closers.push(() => database.close());
    const app = makeApp(config, database, features, log);
    return { ctx: systemContext(app, `cli:${operator}`), stop };
  } catch (error) {
    return stopAfter(error, stop, log);
  }
}
