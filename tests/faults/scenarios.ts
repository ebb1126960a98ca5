import type { Scenario } from './scenario.ts';
import { away, restarts } from './scenarios/database-away.ts';
import { failover } from './scenarios/failover.ts';
import { histories, planted } from './scenarios/histories.ts';
import { hours } from './scenarios/hours.ts';
import { logouts, signups } from './scenarios/kills.ts';
import { lag } from './scenarios/lag.ts';
import { locks } from './scenarios/locks.ts';
import { pool } from './scenarios/pool.ts';
import { replicas } from './scenarios/replicas.ts';
import { slowloris } from './scenarios/slowloris.ts';
import { stops } from './scenarios/stops.ts';
import { storm } from './scenarios/storm.ts';

export const scenarios: Readonly<Record<string, Scenario>> = {
  signups,
  logouts,
  restarts,
  away,
  stops,
  locks,
  pool,
  storm,
  slowloris,
  replicas,
  failover,
  lag,
  histories,
  planted,
  hours,
};
