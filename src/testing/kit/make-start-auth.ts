import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { OpenedSession } from '../protocol.ts';
import { Mailbox, matches, readMail } from './mails.ts';
import { ServiceProcess } from './service-process.ts';
import { storageStateOf } from './storage-state.ts';
import type { SessionOptions, StartOptions, TestAuth, TestUser, Tokens } from './types.ts';

const mailTimeoutMs = 10_000;

/** The folder that keeps the embedded PostgreSQL between runs, like other tools of a project. */
function findCacheFolder(): string {
  for (let folder = process.cwd(); ; folder = path.dirname(folder)) {
    const modules = path.join(folder, 'node_modules');
    if (existsSync(modules)) return path.join(modules, '.cache', 'graphql-auth-service');
    if (folder === path.dirname(folder)) return mkdtempSync(path.join(os.tmpdir(), 'graphql-auth-service-'));
  }
}

/** @param file the program of the service's process. */
export function makeStartAuth(file: string): (options?: StartOptions) => Promise<TestAuth> {
  return async ({ env = {}, port = 0, verbose = false } = {}) => {
    if (process.env.NODE_ENV === 'production')
      throw new Error('startAuth does not run with NODE_ENV=production: it is for tests.');
    const cacheFolder = findCacheFolder();
    const service = new ServiceProcess(file, { compileCache: path.join(cacheFolder, 'v8'), verbose });
    try {
      const serverUrl = process.env.TEST_DATABASE_URL || null;
      const { url } = await service.call('start', { env, port, cacheFolder, serverUrl, printsLog: verbose });
      return makeAuth(service, url);
    } catch (error) {
      await service.stop();
      throw error;
    }
  };
}

const idOf = (user: Pick<TestUser, 'id'> | string) => (typeof user === 'string' ? user : user.id);

function makeAuth(service: ServiceProcess, url: string): TestAuth {
  const open = (userId: string, { userAgent }: SessionOptions = {}) =>
    service.call('openSession', { userId, userAgent: userAgent ?? null });
  const mails = async () => (await service.call('mails', null)).map(readMail);
  const mailbox = new Mailbox(mails);
  return {
    url,
    clock: {
      forward: async (by) => void (await service.call('forward', { by })),
      set: async (to) =>
        void (await service.call('setClock', { to: typeof to === 'string' ? to : to.toISOString() })),
      now: async () => new Date(await service.call('now', null)),
      reset: async () => void (await service.call('setClock', { to: null })),
    },
    async user(given = {}) {
      const unique = randomBytes(5).toString('hex');
      const {
        username = `user-${unique}`,
        email = `${username.toLowerCase()}@example.com`,
        password = `a walk by the sea ${randomBytes(6).toString('hex')}`,
        emailVerified = true,
      } = given;
      const added = await service.call('addUser', { username, email, password, emailVerified });
      return {
        ...added,
        password,
        token: async (options) => (await open(added.id, options)).accessToken,
        tokens: async (options) => pickTokens(await open(added.id, options)),
        storageState: async (options = {}) =>
          storageStateOf({ session: await open(added.id, options), options, url }),
      };
    },
    tokens: async (user, options) => pickTokens(await open(idOf(user), options)),
    endSession: (ended) =>
      service.call(
        'endSession',
        'sessionId' in ended ? { sessionId: ended.sessionId } : { userId: ended.id },
      ),
    disable: async (user) => void (await service.call('setActive', { userId: idOf(user), isActive: false })),
    enable: async (user) => void (await service.call('setActive', { userId: idOf(user), isActive: true })),
    mails: async (filter) => (await mails()).filter((mail) => matches(mail, filter)),
    mail: (filter, { timeout = mailTimeoutMs } = {}) => mailbox.next(filter, timeout),
    async events(type) {
      const events = await service.call('events', null);
      return events
        .map((event) => ({ ...event, at: new Date(event.at as string) }) as never)
        .filter((event: { type: string }) => type === undefined || event.type === type);
    },
    settle: async () => void (await service.call('settle', null)),
    away: async (milliseconds) => void (await service.call('away', { milliseconds: milliseconds ?? null })),
    back: async () => void (await service.call('back', null)),
    slow: async (milliseconds) => void (await service.call('slow', { milliseconds })),
    reset: async () => void (await service.call('reset', null)),
    stop: () => service.stop(),
  };
}

function pickTokens({
  sessionId,
  accessToken,
  refreshToken,
  expiresIn,
  refreshExpiresIn,
}: OpenedSession): Tokens {
  return { sessionId, accessToken, refreshToken, expiresIn, refreshExpiresIn };
}
