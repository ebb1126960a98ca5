/** One explanation of what a search has seen so far. */
export interface Configuration<State> {
  state: State;
  /** A bit for each pending operation that took effect. */
  done: number;
}

export function isDone({ done }: Configuration<unknown>, slot: number): boolean {
  return (done & (1 << slot)) !== 0;
}

/** Leaves out those that reach a state with more lost calls than another one, since fewer possibilities are left to them. */
export function withoutSpent<State>(
  all: readonly Configuration<State>[],
  lost: number,
  keyOf: (configuration: Configuration<State>) => string,
): Configuration<State>[] {
  const alike = Map.groupBy(all, ({ state, done }) => keyOf({ state, done: done & ~lost }));
  return [...alike.values()].flatMap((group) =>
    group.filter(({ done }) => !group.some((other) => other.done !== done && (other.done & ~done) === 0)),
  );
}
