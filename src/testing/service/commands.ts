import type { Commands } from '../protocol.ts';
import { addUser, endSession, openSession, setActive } from './accounts.ts';
import { eraseAll, mailsOf, settle } from './background.ts';
import { type RunningService, startService } from './running-service.ts';

type Handlers = {
  [Name in keyof Commands]: (input: Commands[Name]['input']) => Promise<Commands[Name]['result']>;
};

let starting: Promise<RunningService> | undefined;

const service = () => starting ?? Promise.reject(new Error('The service has not been started.'));

const handlers: Handlers = {
  async start(request) {
    starting = startService(request);
    const { url } = await starting;
    return { url };
  },
  addUser: async (input) => addUser((await service()).app, input),
  openSession: async (input) => openSession((await service()).app, input),
  endSession: async (input) => endSession((await service()).app, input),
  setActive: async (input) => setActive((await service()).app, input),
  mails: async () => mailsOf((await service()).app),
  events: async () => (await service()).events.all(),
  settle: async () => {
    await settle((await service()).app);
    return null;
  },
  async reset() {
    const { app, clock, door, events } = await service();
    door.back();
    door.slow(0);
    await eraseAll(app);
    await clock.reset();
    events.clear();
    return null;
  },
  async forward({ by }) {
    await (await service()).clock.forward(by);
    return null;
  },
  async setClock({ to }) {
    await (await service()).clock.set(to);
    return null;
  },
  now: async () => (await service()).clock.now().toISOString(),
  async away({ milliseconds }) {
    (await service()).door.away(milliseconds ?? undefined);
    return null;
  },
  async back() {
    (await service()).door.back();
    return null;
  },
  async slow({ milliseconds }) {
    (await service()).door.slow(milliseconds);
    return null;
  },
};

export function runCommand(name: keyof Commands, input: unknown): Promise<unknown> {
  return (handlers[name] as (input: unknown) => Promise<unknown>)(input);
}

/** Stops the service, even if it is still starting. */
export async function stopService(): Promise<void> {
  const running = await starting?.catch(() => undefined);
  await running?.stop();
}
