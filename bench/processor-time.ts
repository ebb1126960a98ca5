import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** The unit of CPU times in Linux's /proc. */
const ticksPerSecond = 100;

interface ProcessTimes {
  parent: number;
  /** CPU time of all threads in seconds. */
  own: number;
  /** CPU time of its children that have ended, in seconds. */
  ofEnded: number;
}

/** @throws Error if the process has ended, or the system has no /proc. */
export function timesOf(pid: number): ProcessTimes {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  const sum = (one: number, other: number) => (Number(fields[one]) + Number(fields[other])) / ticksPerSecond;
  return { parent: Number(fields[1]), own: sum(11, 12), ofEnded: sum(13, 14) };
}

/** CPU time of the process and of all its children, ended ones included, in seconds; 0 if the system does not report it. */
export function secondsOfFamily(pid: number): number {
  if (!existsSync(`/proc/${pid}/stat`)) return 0;
  const found = readdirSync('/proc').flatMap((name) => {
    try {
      return /^\d+$/.test(name) ? [{ pid: Number(name), ...timesOf(Number(name)) }] : [];
    } catch {
      // The process has ended.
      return [];
    }
  });
  return found
    .filter((each) => each.pid === pid || each.parent === pid)
    .reduce((sum, each) => sum + each.own + (each.pid === pid ? each.ofEnded : 0), 0);
}
