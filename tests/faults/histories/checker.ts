import { type Call, eventsOf, type Model } from './calls.ts';
import { Search } from './search.ts';

export interface Unexplained<State, Operation> {
  /** The operation whose answer no order explains. */
  operation: Operation;
  /** The last moment before it that left only one state. */
  since: Certainty<State, Operation>;
}

/** A moment that left only one state, in which of the pending operations only these reads took effect. */
export interface Certainty<State, Operation> {
  at: number;
  state: State;
  reads: readonly Operation[];
}

/**
 * Looks for an answer that no order of the operations explains, where each takes effect at one moment between call and
 * answer (linearizability, Herlihy and Wing 1990), and one whose answer was lost at any moment after its call or never.
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
