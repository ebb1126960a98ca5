import { setImmediate } from 'node:timers/promises';
import bcrypt from 'bcrypt';
import type { Random } from '../../fuzz/random.ts';
import { Client } from '../../support/client.ts';
import type { ServiceProcess } from '../../support/service-process.ts';
import { Ground } from '../ground.ts';
import { Administrators } from './administrators.ts';
import { lowestCost } from './planted.ts';

export interface Replica {
  name: string;
  client: Client;
  isUp: boolean;
}

export interface Person {
  id: number;
  username: string;
  password: string;
}

const password = 'a long walk to the lighthouse';

/** Does not record secrets; there are so many that searching the logs for them would take hours. */
class Caller extends Client {
  constructor(readonly url: string) {
    super();
  }

  override watch(): void {}
}

function replicaOf({ url }: ServiceProcess, index: number): Replica {
  return { name: String(index + 1), client: new Caller(url), isUp: true };
}

/** Three replicas on one database, which get killed and restarted. */
export class Fleet {
  /** Resolves once the database is up. */
  database: Promise<void> = Promise.resolve();
  private readonly replicas: Replica[];

  private constructor(
    private readonly ground: Ground,
    private readonly services: ServiceProcess[],
    readonly administrators: Administrators,
  ) {
    this.replicas = services.map(replicaOf);
  }

  static async prepare(env: Readonly<Record<string, string>>, build: string): Promise<Fleet> {
    const ground = await Ground.prepare({ BCRYPT_COST: String(lowestCost), ...env }, { build });
    const services = [ground.service, await ground.addReplica(), await ground.addReplica()];
    const task = { build, environment: ground.environment };
    return new Fleet(ground, services, await Administrators.start(3, task));
  }

  /** Inserts accounts directly, to avoid hashing a password for each. */
  async addPeople(count: number): Promise<Person[]> {
    const rows = await this.ground.sql<{ id: number; username: string }>(
      `with people as (
         insert into users (username, email)
         select 'person-' || n, 'person-' || n || '@example.com' from generate_series(1, ${count}) as n
         returning id, username
       ), credentials as (
         insert into password_credentials (user_id, hash) select id, '${await bcrypt.hash(password, lowestCost)}' from people
       )
       select id, username from people order by id`,
    );
    return rows.map((row) => ({ ...row, password }));
  }

  /** The number of sessions each account has ever had, keyed by account id. */
  async countSessions(): Promise<Map<number, number>> {
    const rows = await this.ground.sql<{ id: number; count: number }>(
      'select user_id as id, count(*)::int4 as count from sessions group by user_id',
    );
    return new Map(rows.map(({ id, count }) => [id, count]));
  }

  /** @returns a replica that is up, as far as a load balancer can tell. */
  pick(random: Random): Replica {
    return random.pick(this.replicas.filter(({ isUp }) => isUp));
  }

  /** Calls in flight to this replica get no answer. */
  async killReplica(index: number): Promise<void> {
    const ending = this.services[index]?.end('SIGKILL');
    await setImmediate();
    this.replicas[index] = { ...(this.replicas[index] as Replica), isUp: false };
    await ending;
    const service = await this.ground.addReplica();
    this.services[index] = service;
    this.replicas[index] = replicaOf(service, index);
  }

  /** Nothing that was committed may be lost. */
  async restartDatabase(signal: 'SIGINT' | 'SIGQUIT' | 'SIGKILL'): Promise<void> {
    const restart = async () => {
      await this.ground.stopDatabase(signal);
      await this.ground.startDatabase();
    };
    this.database = restart();
    await this.database;
  }

  async leave(): Promise<void> {
    this.administrators.end();
    for (const service of this.services) await service.end('SIGKILL');
    await this.ground.leave();
  }
}
