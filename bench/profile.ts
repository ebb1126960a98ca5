import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Ground } from './ground.ts';
import { drive } from './load.ts';
import type { Operation } from './operations.ts';
import { progress } from './progress.ts';

interface CpuProfile {
  nodes: { id: number; callFrame: { functionName: string; url: string } }[];
  samples: number[];
  timeDeltas: number[];
}

interface Share {
  name: string;
  share: number;
}

export interface Profile {
  packages: Share[];
  functions: Share[];
  perSecond: number;
}

/** Profiles the service's main thread under load, by package and by function. */
export async function profile(operation: Operation, seconds: number): Promise<Profile> {
  const ground = await Ground.prepare({ cost: 10 });
  const folder = mkdtempSync(path.join(os.tmpdir(), 'auth-service-profile-'));
  try {
    const execArgv = ['--cpu-prof', `--cpu-prof-dir=${folder}`, '--cpu-prof-interval=200'];
    // Not the bundle, whose functions would all belong to one file.
    const service = await ground.start('service', { execArgv, program: 'build/src/main.js' });
    const tickets = await ground.openSessions(service, 4, 8);
    progress(`${operation}, ${tickets.length} connections`);
    const { perSecond } = await drive(service, { operation, tickets, seconds });
    await service.stop();
    const [file = ''] = readdirSync(folder);
    const found: CpuProfile = JSON.parse(readFileSync(path.join(folder, file), 'utf8'));
    return { ...sharesOf(found, seconds), perSecond };
  } finally {
    await ground.leave();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Only this many seconds at the end of the profile count; everything before is startup. */
function sharesOf(
  { nodes, samples, timeDeltas }: CpuProfile,
  seconds: number,
): { packages: Share[]; functions: Share[] } {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const [packages, functions] = [new Map<string, number>(), new Map<string, number>()];
  let total = 0;
  let left = seconds * 1e6;
  for (let index = samples.length - 1; index >= 0 && left > 0; index -= 1) {
    const time = timeDeltas[index] ?? 0;
    left -= time;
    const frame = frames.get(samples[index] as number);
    if (!frame || frame.functionName === '(idle)') continue;
    const name = packageOf(frame);
    total += time;
    add(packages, name, time);
    add(functions, `${frame.functionName || '(anonymous)'} in ${name}`, time);
  }
  const ranked = (times: Map<string, number>) =>
    [...times]
      .map(([name, time]) => ({ name, share: time / total }))
      .toSorted((one, other) => other.share - one.share);
  return { packages: ranked(packages), functions: ranked(functions) };
}

function add(times: Map<string, number>, name: string, time: number): void {
  times.set(name, (times.get(name) ?? 0) + time);
}

function packageOf({ url, functionName }: { url: string; functionName: string }): string {
  const inModule = url.split('node_modules/').at(-1) ?? '';
  if (url.includes('node_modules/')) return /^(?:@[^/]+\/)?[^/]+/.exec(inModule)?.[0] ?? inModule;
  if (url.startsWith('node:')) return url;
  return url === '' ? functionName || '(native)' : 'auth-service';
}

export function describeProfile({ packages, functions, perSecond }: Profile): string {
  const list = (shares: Share[]) =>
    shares.map(({ name, share }) => `${(share * 100).toFixed(1).padStart(5)} %  ${name}`).join('\n');
  return [
    `${perSecond.toFixed(0)} per second under the profiler; shares of the main thread's time:`,
    list(packages.slice(0, 20)),
    list(functions.slice(0, 30)),
    '',
  ].join('\n\n');
}
