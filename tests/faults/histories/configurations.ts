/** One possible explanation of the history so far. */
export interface Configuration<State> {
  state: State;
  /** One bit for each pending operation that has taken effect. */
  done: number;
}

export function isDone({ done }: Configuration<unknown>, slot: number): boolean {
  return (done & (1 << slot)) !== 0;
}

/**
 * Drops explanations that use up more lost calls than another one to reach the same state, since they leave fewer
 * possibilities.
 */
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
