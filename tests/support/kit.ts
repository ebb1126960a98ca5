import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { StartOptions, TestAuth } from '../../src/testing/kit/types.ts';
import { Client } from './client.ts';
import { patientDatabase } from './patience.ts';

const built = pathToFileURL(path.resolve('dist/src/testing/kit/start-auth.js')).href;

/** The built test kit, as its users import it. */
export const { startAuth } = (await import(built)) as typeof import('../../src/testing/kit/start-auth.ts');

const running = new Set<TestAuth>();

/** Starts a service, to be stopped with `stopKits`. */
export async function startKit(options: StartOptions = {}): Promise<TestAuth> {
  const auth = await startAuth({ ...options, env: { ...patientDatabase, ...options.env } });
  running.add(auth);
  return auth;
}

export async function stopKits(): Promise<void> {
  for (const auth of running) await auth.stop();
  running.clear();
}

/** Sends operations to a service of the kit. */
export class KitClient extends Client {
  constructor(private readonly auth: TestAuth) {
    super();
  }

  get url(): string {
    return this.auth.url;
  }
}
