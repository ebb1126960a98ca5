import DataLoader from 'dataloader';
import { traced, untraced } from '../tracing.ts';

/**
 * Batches the calls made in one turn of the event loop. Results are not cached, so a call never sees data from before it was
 * made. `runAll` returns results in the order of the calls.
 */
export function batchCalls<Call, Answer>(
  name: string,
  runAll: (calls: readonly Call[]) => Promise<Answer[]>,
): (call: Call) => Promise<Answer> {
  const loader = new DataLoader<Call, Answer>((calls) => untraced(() => runAll(calls)), {
    cache: false,
    batchScheduleFn: setImmediate,
  });
  return (call) => traced('database', name, () => loader.load(call));
}
