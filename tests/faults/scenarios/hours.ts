import { setTimeout as sleep } from 'node:timers/promises';
import { median } from '../../../bench/load.ts';
import { freePort } from '../../support/free-port.ts';
import { Ground } from '../ground.ts';
import { Heap } from '../heap.ts';
import { MixedLoad } from '../mixed-load.ts';
import { mostMemory, type Scenario } from '../scenario.ts';

const perSecond = 40;
const mostGrowth = 0.1;
/** How many more handles are tolerated, since idle connections come and go. */
const moreHandles = 5;
/** The number of intervals. Each contributes its minimum memory, and its heap after a garbage collection at the end. */
const parts = 60;

interface Sample {
  handles: number;
  descriptors: number;
  connections: number;
}

export const hours: Scenario = {
  fault: `mixed load for 30 minutes: ${perSecond} requests a second, one in ten of them invalid`,
  promise: `all answers correct; between the middle and the last third, the live heap grows by at most ${100 * mostGrowth} %, and handles, descriptors and connections by at most ${moreHandles}; below ${mostMemory} MB`,
  isLong: true,
  async run(scale, progress) {
    const [metricsPort, inspectorPort] = [await freePort(), await freePort()];
    const env = {
      METRICS_PORT: String(metricsPort),
      NODE_OPTIONS: `--max-semi-space-size=16 --inspect=127.0.0.1:${inspectorPort}`,
    };
    const ground = await Ground.prepare(env, { isDirect: true });
    const collected = await Heap.inspect(inspectorPort);
    const minutes = Math.round(300 * scale) / 10;
    const mixed = await MixedLoad.start(ground.service.url, perSecond);
    const began = Date.now();
    const found: (Sample & { heap: number })[] = [];
    for (let part = 1; part <= parts; part += 1) {
      const samples: Sample[] = [];
      const end = began + (part * minutes * 60_000) / parts;
      do {
        samples.push(await sample(ground, metricsPort));
        await sleep(500);
      } while (Date.now() < end);
      const heap = await collected.used();
      const least = lowest(samples);
      found.push({ ...least, heap });
      progress(
        `${((Date.now() - began) / 60_000).toFixed(1)} of ${minutes} min, ${mixed.answered} answers, ${heap.toFixed(1)} MB of heap, ${ground.memory()} MB, ${least.handles} handles`,
      );
    }
    const wrong = [...(await mixed.end())];
    const answers = `${mixed.answered} answers, ${wrong.length === 0 ? 'all correct' : 'some of them wrong'}`;
    const most = ground.memory('VmHWM');
    if (most > mostMemory) wrong.push(`memory rose to ${most} MB`);
    const third = parts / 3;
    const seen: string[] = [];
    for (const what of ['heap', 'handles', 'descriptors', 'connections'] as const) {
      const [middle, last] = [found.slice(third, 2 * third), found.slice(2 * third)].map((samples) =>
        median(samples.map((each) => each[what])),
      ) as [number, number];
      const bound = what === 'heap' ? middle * (1 + mostGrowth) : middle + moreHandles;
      const digits = what === 'heap' ? 1 : 0;
      const text = `${what} ${middle.toFixed(digits)} to ${last.toFixed(digits)}`;
      if (!(last <= bound)) wrong.push(`it grew: ${text}`);
      seen.push(what === 'heap' ? `${text} MB` : text);
    }
    collected.close();
    await ground.leave();
    return { seen: `${answers}; ${seen.join(', ')}; ${most} MB at most`, wrong };
  },
};

async function sample(ground: Ground, metricsPort: number): Promise<Sample> {
  const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
  const metric = (name: string) => Number(new RegExp(`^${name} (.+)$`, 'm').exec(text)?.[1]);
  const [row] = await ground.sql<{ count: number }>(
    "select count(*)::int as count from pg_stat_activity where application_name = 'auth-service'",
  );
  return {
    handles: metric('nodejs_active_handles_total'),
    descriptors: ground.descriptors(),
    connections: Number(row?.count),
  };
}

function lowest(samples: readonly Sample[]): Sample {
  const of = (what: keyof Sample) => Math.min(...samples.map((each) => each[what]));
  return {
    handles: of('handles'),
    descriptors: of('descriptors'),
    connections: of('connections'),
  };
}
