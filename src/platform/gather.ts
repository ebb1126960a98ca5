import DataLoader from 'dataloader';

/**
 * Gathers the calls of one turn of the event loop, so that they share a statement. Nothing is kept for later calls: what
 * a call gets was read after it was made.
 *
 * @param runAll answers all of them, in their order.
 */
export function gather<Call, Answer>(
  runAll: (calls: readonly Call[]) => Promise<Answer[]>,
): (call: Call) => Promise<Answer> {
  const loader = new DataLoader<Call, Answer>(runAll, { cache: false, batchScheduleFn: setImmediate });
  return (call) => loader.load(call);
}
