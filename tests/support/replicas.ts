import { dropDatabase, makeDatabase } from './databases.ts';
import { World } from './world.ts';

/** PostgreSQL's default, and the level of distributed engines that speak its protocol. */
export const isolationLevels = ['read committed', 'serializable'] as const;

export const racers = 20;

/** Two replicas on one database, so that tests cover races between processes. */
export class Replicas {
  private constructor(
    private readonly database: string,
    readonly all: readonly [World, World],
  ) {}

  static async start(
    isolation: (typeof isolationLevels)[number],
    env: Record<string, string> = {},
  ): Promise<Replicas> {
    const database = await makeDatabase();
    const url = new URL(database);
    url.searchParams.set('options', `-c default_transaction_isolation=${isolation.replace(' ', '\\ ')}`);
    const start = () => World.start({ database: url.href, env });
    return new Replicas(database, [await start(), await start()]);
  }

  /** Runs calls at once, alternately on each replica. */
  race<Result>(run: (world: World, at: number) => Promise<Result>, count = racers): Promise<Result[]> {
    return Promise.all(Array.from({ length: count }, (_, at) => run(this.all[at % 2] as World, at)));
  }

  async stop(): Promise<void> {
    for (const each of this.all) await each.stop();
    await dropDatabase(this.database);
  }
}
