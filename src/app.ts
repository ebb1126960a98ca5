import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyBaseLogger } from 'fastify';
import type { DestinationStream } from 'pino';
import { type App, Context } from './feature/context.ts';
import type { Feature } from './feature/feature.ts';
import { features as allFeatures } from './features.ts';
import { startGraphqlServer } from './graphql/apollo-server.ts';
import { gatewaySettings } from './graphql/gateway.ts';
import { buildServiceSchema } from './graphql/schema.ts';
import { graphqlHandler } from './http/graphql-handler.ts';
import { httpSettings } from './http/http.settings.ts';
import { makeHttpServer } from './http/http-server.ts';
import type { Config, SettingGroup } from './kernel/config.ts';
import { databaseSettings } from './platform/database/database.settings.ts';
import type { Database } from './platform/database/database.ts';
import { dataSettings, inDataFolder } from './platform/development/data-folder.ts';
import { keepSecret } from './platform/development/secret-file.ts';
import { makeLogger } from './platform/logging/logger.ts';
import { AccessTokens, tokenSettings } from './platform/tokens/access-tokens.ts';
import { deriveKeys, type Secrets } from './platform/tokens/signed-tokens.ts';
import { workerSettings } from './platform/workers.settings.ts';
import { findViewer } from './sessions/find-viewer.ts';
import {
  locateDatabase,
  migrateOrExplain,
  openDatabase,
  type Undo,
  undoAll,
} from './startup/open-database.ts';
import { listenFailure } from './startup/start-failure.ts';

/** Every group of settings, in the order of docs/configuration.md. */
export function settingGroups(features: readonly Feature[] = allFeatures): SettingGroup[] {
  const own = features.map(({ settings }) => settings).filter((group) => group !== undefined);
  return [
    tokenSettings,
    databaseSettings,
    httpSettings,
    workerSettings,
    gatewaySettings,
    ...own,
    dataSettings,
  ];
}

interface Options {
  /** It holds the groups of settings of these features. */
  config: Config;
  features?: readonly Feature[];
  /** Where log lines go; standard output by default. */
  logTo?: DestinationStream;
}

export interface RunningApp {
  /** The address of the GraphQL endpoint. */
  url: string;
  app: App;
  /** Finishes what is in flight and ends everything that was started, in reverse order. */
  stop(): Promise<void>;
}

/**
 * Starts the service: database, migrations, schema, HTTP.
 *
 * @throws whatever kept a part from starting; what had been started is stopped again.
 */
export async function startApp({ config, features = allFeatures, logTo }: Options): Promise<RunningApp> {
  const { DEBUG, HOST, PORT, LOG_LEVEL, SHUTDOWN_DELAY } = config.of(httpSettings);
  const log = await makeLogger({ level: LOG_LEVEL, readable: DEBUG, ...(logTo && { destination: logTo }) });
  const undo: Undo = [];
  const stop = () => undoAll(undo);
  try {
    const url = await locateDatabase(config, undo);
    for (const name of await migrateOrExplain(url)) log.info({ migration: name }, 'migrated the database');
    const database = await openDatabase(url, config, features);
    undo.push(() => database.close());
    const app = makeApp(config, database, features, log);
    const { executable, attempts } = buildServiceSchema(features);
    const apollo = await startGraphqlServer({ schema: executable, attempts, debug: DEBUG, log });
    undo.push(() => apollo.stop());
    const graphql = graphqlHandler(apollo, (request) => new Context(app, request, findViewer));
    for (const feature of features) {
      const end = await feature.start?.(app);
      if (end) undo.push(async () => end());
    }
    const routes = Object.assign({}, ...features.map((feature) => feature.routes));
    const server = await makeHttpServer(app, graphql, routes);
    undo.push(() => server.close());
    await server.listen({ host: HOST, port: PORT }).catch((error: unknown) => {
      throw listenFailure(error, HOST, PORT);
    });
    const { port } = server.server.address() as AddressInfo;
    const drainAndStop = async () => {
      app.lifecycle.isDraining = true;
      await sleep(SHUTDOWN_DELAY);
      await stop();
    };
    return { url: `http://${addressOf(HOST)}:${port}/graphql`, app, stop: drainAndStop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function makeApp(
  config: Config,
  database: Database,
  features: readonly Feature[],
  log: FastifyBaseLogger,
): App {
  const secrets = secretsOf(config);
  return {
    config,
    database,
    accessTokens: new AccessTokens(secrets, config.of(tokenSettings)),
    hooks: features,
    log,
    lifecycle: { isDraining: false },
    keysFor: (purpose) => deriveKeys(secrets, purpose),
  };
}

function secretsOf(config: Config): Secrets {
  const { SECRET_KEY, SECRET_KEY_PREVIOUS } = config.of(tokenSettings);
  const present = SECRET_KEY ?? keepSecret(inDataFolder(config, 'secret-key'));
  return SECRET_KEY_PREVIOUS === undefined ? [present] : [present, SECRET_KEY_PREVIOUS];
}

/** How a browser on this machine names the host that the service listens on. */
function addressOf(host: string): string {
  if (['127.0.0.1', '0.0.0.0', '::1', '::'].includes(host)) return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}

/**
 * What a command works with: the database, beside services that run on it, through a context of its own. What happens by
 * it is logged to `logTo`, whatever the service itself logs: nothing else keeps it.
 */
export async function openForCommand(
  config: Config,
  logTo: DestinationStream,
): Promise<Pick<RunningApp, 'stop'> & { ctx: Context }> {
  const undo: Undo = [];
  const stop = () => undoAll(undo);
  const log = await makeLogger({ level: 'info', readable: false, destination: logTo });
  try {
    const url = await locateDatabase(config, undo, true);
    const database = await openDatabase(url, config, allFeatures);
    undo.push(() => database.close());
    return { ctx: contextOfCommand(makeApp(config, database, allFeatures, log)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** For what is nobody's request. */
export function contextOfCommand(app: App): Context {
  const summary = { fields: [], codes: [], operationType: undefined };
  const request = { id: crypto.randomUUID(), summary, ip: '', headers: {}, isGone: () => false };
  return new Context(app, request, findViewer);
}
