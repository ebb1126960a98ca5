import DataLoader from 'dataloader';
import { traced, untraced } from '../tracing.ts';

/**
 * Gathers the calls of one turn of the event loop, so that they share a statement. Nothing is kept for later calls: what
 * a call gets was read after it was made.
 *
 * @param name what each call is in the trace of its request, for as long as it waits for its answer.
 * @param runAll answers all of them, in their order.
 */
export function gather<Call, Answer>(
  name: string,
  runAll: (calls: readonly Call[]) => Promise<Answer[]>,
): (call: Call) => Promise<Answer> {
  const loader = new DataLoader<Call, Answer>((calls) => untraced(() => runAll(calls)), {
    cache: false,
    batchScheduleFn: setImmediate,
  });
  return (call) => traced('database', name, () => loader.load(call));
}
