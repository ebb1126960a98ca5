import { execFileSync } from 'node:child_process';
import { appendFileSync, chownSync, realpathSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { locateBinaries } from '../../src/platform/development/embedded-postgres/binaries.ts';
import {
  type Server,
  signal,
  startServer,
  stopServer,
} from '../../src/platform/development/embedded-postgres/server.ts';
import { until } from './left-behind.ts';

interface Options {
  primary: URL;
  /** The primary's data directory. Nothing may write to the primary during the copy. */
  copyOf: string;
  /** An empty folder for the copy. */
  folder: string;
  /** The port of a cable to the primary. Without one, the standby connects directly. */
  streamFrom?: number;
}

/** A PostgreSQL server that follows another by streaming replication until it is promoted. */
export class Standby {
  private constructor(
    readonly url: URL,
    private readonly folder: string,
    private readonly server: Server,
  ) {
    process.once('exit', this.stopAtExit);
  }

  /** Takes a base backup with PostgreSQL's low-level functions, since the npm package lacks pg_basebackup. */
  static async start({ primary, copyOf, folder, streamFrom }: Options): Promise<Standby> {
    const binaries = locateBinaries();
    const copy = path.join(folder, 'standby');
    await backUp(primary, realpathSync(copyOf), copy, binaries.runAs);
    const port = streamFrom ?? primary.port;
    const source = `host=127.0.0.1 port=${port} user=${primary.username} password=${primary.password}`;
    const settings = [
      `primary_conninfo = '${source} application_name=standby'`,
      "primary_slot_name = 'standby'",
      'wal_retrieve_retry_interval = 100',
    ];
    appendFileSync(path.join(copy, 'postgresql.auto.conf'), `\n${settings.join('\n')}\n`);
    const cluster = { folder: copy, password: primary.password };
    const server = await startServer(cluster, binaries, {}, path.join(folder, 'standby.log'));
    const url = new URL(primary);
    url.port = String(server.port);
    const standby = new Standby(url, copy, server);
    const isFollowing = () => standby.ask("select from pg_stat_wal_receiver where status = 'streaming'");
    await until('the standby to follow', async () => (await isFollowing().catch(() => [])).length > 0);
    return standby;
  }

  /** Waits until the standby has replayed everything the primary has written so far. */
  async catchUp(primary: URL): Promise<void> {
    const [written] = await query<{ lsn: string }>(primary, 'select pg_current_wal_flush_lsn() as lsn');
    const caughtUp = `select where pg_last_wal_replay_lsn() >= '${written?.lsn}'`;
    await until('the standby to catch up', async () => (await this.ask(caughtUp)).length > 0);
  }

  /** Turns it into a primary. */
  async promote(): Promise<void> {
    await this.ask('select pg_promote(true, 60)');
  }

  ask<Row extends object>(text: string): Promise<Row[]> {
    return query<Row>(this.url, text);
  }

  private readonly stopAtExit = () => signal(this.server.pid, 'SIGINT');

  stop(): Promise<void> {
    process.off('exit', this.stopAtExit);
    return stopServer(this.server, { folder: this.folder, password: '' });
  }
}

async function backUp(
  primary: URL,
  from: string,
  to: string,
  { uid = -1, gid = -1 }: { uid?: number; gid?: number },
): Promise<void> {
  const client = new pg.Client({ connectionString: primary.href });
  await client.connect();
  try {
    // From here on, the slot retains the write-ahead log.
    await client.query("select pg_create_physical_replication_slot('standby', true)");
    await client.query("select pg_backup_start('standby', true)");
    execFileSync('cp', ['-a', '--', from, to]);
    const { rows } = await client.query('select labelfile from pg_backup_stop(false)');
    execFileSync('rm', ['-rf', '--', path.join(to, 'postmaster.pid'), path.join(to, 'pg_replslot/standby')]);
    for (const [name, text] of [
      ['backup_label', rows[0].labelfile],
      ['standby.signal', ''],
    ]) {
      writeFileSync(path.join(to, name), text);
      chownSync(path.join(to, name), uid, gid);
    }
  } finally {
    await client.end();
  }
}

/** Runs one statement on a separate connection. */
export async function query<Row extends object>(url: URL, text: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url.href });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}
