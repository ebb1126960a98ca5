import { type Call, eventsOf, type Model } from './calls.ts';
import { Search } from './search.ts';

export interface Unexplained<State, Operation> {
  /** The operation whose answer no order explains. */
  operation: Operation;
  /** The last moment before it when only one state was possible. */
  since: Certainty<State, Operation>;
}

/** A moment when only one state was possible. Among the pending operations, only these reads had taken effect. */
export interface Certainty<State, Operation> {
  at: number;
  state: State;
  reads: readonly Operation[];
}

/**
 * Looks for an answer that no order of the operations can explain. Each operation takes effect at one moment between its
 * call and its answer (linearizability, Herlihy and Wing 1990). If the answer was lost, it does so at any time after the
 * call, or never.
 * @throws Undecided
 */
export function findUnexplained<State, Operation extends Call>(
  model: Model<State, Operation>,
  operations: readonly Operation[],
  start: State,
): Unexplained<State, Operation> | undefined {
  const search = new Search(model, start);
  let since: Certainty<State, Operation> = { at: Number.NEGATIVE_INFINITY, state: start, reads: [] };
  for (const { at, operation, isAnswer } of eventsOf(operations)) {
    if (!isAnswer) search.add(operation);
    else if (!search.complete(operation)) return { operation, since };
    const certainty = search.certainty();
    if (certainty) since = { at, ...certainty };
  }
  return undefined;
}
