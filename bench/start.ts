import { setTimeout as sleep } from 'node:timers/promises';
import { type Ratio, ratioOf } from './compare.ts';
import { Connection } from './connection.ts';
import type { Contestant, ContestantName } from './contestants.ts';
import { Ground } from './ground.ts';
import { median } from './load.ts';
import { progress } from './progress.ts';

export interface Starts {
  /** Milliseconds from the start of the process to its first response. */
  databaseUp: number[];
  /** The same with the embedded PostgreSQL, which has to start as well. */
  embedded: number[];
  /** Resident memory a few seconds after the start, in MB. */
  idleMegabytes: number[];
}

export async function measureStarts(rounds: number): Promise<Starts> {
  const ground = await Ground.prepare({ cost: 12 });
  const found: Starts = { databaseUp: [], embedded: [], idleMegabytes: [] };
  const embedded = { env: { DATABASE_URL: '', NODE_ENV: 'development' } };
  try {
    // The first starts migrate the database and create the embedded cluster.
    await (await ground.start('service')).stop();
    await (await ground.start('service', embedded)).stop();
    for (let round = 1; round <= rounds; round += 1) {
      progress(`start ${round} of ${rounds}`);
      found.databaseUp.push(
        await firstAnswer(
          () => ground.start('service'),
          async (service) => {
            await sleep(3_000);
            found.idleMegabytes.push(service.megabytes);
          },
        ),
      );
      found.embedded.push(await firstAnswer(() => ground.start('service', embedded)));
    }
    return found;
  } finally {
    await ground.leave();
  }
}

/** The service relative to `before`. */
export interface StartPairs {
  start: Ratio;
  memory: Ratio;
}

/** Starts both builds in turn. Each has its own database, since a build migrates its database. */
export async function measureStartPairs(rounds: number): Promise<StartPairs> {
  const ground = await Ground.prepare({ cost: 12 });
  const names = ['before', 'service'] as const satisfies ContestantName[];
  const milliseconds = { before: [] as number[], service: [] as number[] };
  const megabytes = { before: [] as number[], service: [] as number[] };
  try {
    const env = {
      before: { DATABASE_URL: await ground.makeDatabase('starts_before') },
      service: { DATABASE_URL: await ground.makeDatabase('starts_service') },
    };
    for (const name of names) await (await ground.start(name, { env: env[name] })).stop();
    for (let round = 1; round <= rounds; round += 1) {
      for (const name of names) {
        progress(`start ${round} of ${rounds}: ${name}`);
        const time = await firstAnswer(
          () => ground.start(name, { env: env[name] }),
          async (service) => {
            await sleep(3_000);
            megabytes[name].push(service.megabytes);
          },
        );
        milliseconds[name].push(time);
      }
    }
    return {
      start: ratioOf(milliseconds.service, milliseconds.before),
      memory: ratioOf(megabytes.service, megabytes.before),
    };
  } finally {
    await ground.leave();
  }
}

async function firstAnswer(
  start: () => Promise<Contestant>,
  look?: (service: Contestant) => Promise<void>,
): Promise<number> {
  const began = performance.now();
  const service = await start();
  const connection = await Connection.open(service.url);
  const body = '{"query":"{ __typename }"}';
  const head = 'POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n';
  const answer = await connection.exchange(`${head}content-length: ${body.length}\r\n\r\n${body}`);
  const milliseconds = performance.now() - began;
  if (!answer.body.includes('"Query"')) throw new Error(answer.body);
  connection.close();
  await look?.(service);
  await service.stop();
  return milliseconds;
}

export function describeStarts({ databaseUp, embedded, idleMegabytes }: Starts): string {
  const row = (name: string, values: number[], unit: string, digits: number) =>
    `| ${name} | ${median(values).toFixed(digits)} ${unit} | ${Math.min(...values).toFixed(digits)} to ${Math.max(...values).toFixed(digits)} |`;
  const seconds = (values: number[]) => values.map((value) => value / 1_000);
  return [
    '| figure | median | lowest to highest |',
    '| --- | ---: | ---: |',
    row('start to first answer, database up', seconds(databaseUp), 's', 2),
    row('start to first answer, embedded PostgreSQL', seconds(embedded), 's', 2),
    row('memory when idle', idleMegabytes, 'MB', 0),
    '',
  ].join('\n');
}
