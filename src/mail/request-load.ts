import { performance } from 'node:perf_hooks';
import type { App } from '../feature/context.ts';
import { oncePer } from '../platform/once-per.ts';

/** A shorter window would measure single requests. */
const windowMs = 100;

const busyShare = 0.9;
/** With fewer requests, the worker itself keeps the event loop busy. */
const busyPerSecond = 100;

interface Load {
  answers: number;
  since: number;
  utilization: ReturnType<typeof performance.eventLoopUtilization>;
  isBusy: boolean;
}

const loads = oncePer(
  (_app: App): Load => ({
    answers: 0,
    since: performance.now(),
    utilization: performance.eventLoopUtilization(),
    isBusy: false,
  }),
);

export function countAnswer(app: App): void {
  loads(app).answers += 1;
}

/** Whether requests already keep the event loop of this process busy, so that every mail delays them. */
export function isBusyWithRequests(app: App): boolean {
  const load = loads(app);
  const elapsed = performance.now() - load.since;
  if (elapsed < windowMs) return load.isBusy;
  const { utilization } = performance.eventLoopUtilization(load.utilization);
  const perSecond = (load.answers * 1_000) / elapsed;
  load.isBusy = utilization > busyShare && perSecond > busyPerSecond;
  load.answers = 0;
  load.since = performance.now();
  load.utilization = performance.eventLoopUtilization();
  return load.isBusy;
}
