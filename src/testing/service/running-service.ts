import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type RunningApp, startApp } from '../../app.ts';
import { loadConfig } from '../../kernel/config.ts';
import { type Closers, closeAll } from '../../startup/open-database.ts';
import { settingGroups } from '../../startup/own-declarations.ts';
import type { StartRequest } from '../protocol.ts';
import { joinServer } from './database-server.ts';
import { EventLog } from './event-log.ts';
import { FrontDoor } from './front-door.ts';
import { ServiceClock } from './service-clock.ts';
import { checkEnvironment, environmentFor } from './settings.ts';
import { makeDatabase } from './template.ts';

/** One service for tests: the real application, on its own database. */
export interface RunningService {
  readonly app: RunningApp['app'];
  readonly url: string;
  readonly door: FrontDoor;
  readonly clock: ServiceClock;
  readonly events: EventLog;
  stop(): Promise<void>;
}

export async function startService(request: StartRequest): Promise<RunningService> {
  const { env, port, cacheFolder, serverUrl, printsLog } = request;
  const groups = settingGroups();
  checkEnvironment(env, groups);
  const closers: Closers = [];
  try {
    const door = await FrontDoor.open(port);
    closers.push(() => door.close());
    const seat = await joinServer(cacheFolder, serverUrl ?? undefined);
    closers.push(() => seat.leave());
    const database = await makeDatabase(seat);
    closers.push(() => database.drop());
    const folder = mkdtempSync(path.join(os.tmpdir(), 'graphql-auth-service-'));
    closers.push(async () => rmSync(folder, { recursive: true, force: true }));
    const url = `http://localhost:${door.port}/graphql`;
    const environment = environmentFor({ env, url, databaseUrl: database.url, folder });
    const events = new EventLog(printsLog);
    const running = await startApp({ config: loadConfig(environment, groups), logTo: events });
    closers.push(() => running.stop());
    door.leadTo(Number(new URL(running.url).port));
    const clock = new ServiceClock(database.url);
    return { app: running.app, url, door, clock, events, stop: () => closeAll(closers) };
  } catch (error) {
    await closeAll(closers).catch(() => undefined);
    throw error;
  }
}
