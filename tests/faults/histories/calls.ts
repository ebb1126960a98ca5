/** When a call was sent and when its answer arrived; Infinity if the answer was lost. */
export interface Call {
  sent: number;
  answered: number;
}

export function isLost({ answered }: Call): boolean {
  return answered === Number.POSITIVE_INFINITY;
}

/** How an object behaves if calls arrive one at a time. */
export interface Model<State, Operation extends Call> {
  /** @returns every state the operation may lead to; none if this state rules out its answer. */
  step(state: State, operation: Operation): readonly State[];
  /** True if the operation cannot change the state. */
  isRead(operation: Operation): boolean;
  /** Among lost operations that are alike, the search tries the one sent first. */
  isAlike?(one: Operation, other: Operation): boolean;
  /** Equal states have equal keys. */
  keyOf(state: State): string;
}

export interface Event<Operation> {
  at: number;
  operation: Operation;
  isAnswer: boolean;
}

/** Sorted by time. At the same moment, calls come first, since their operations may overlap. */
export function eventsOf<Operation extends Call>(operations: readonly Operation[]): Event<Operation>[] {
  const calls = operations.map((operation) => ({ at: operation.sent, operation, isAnswer: false }));
  const answers = operations
    .filter((operation) => !isLost(operation))
    .map((operation) => ({ at: operation.answered, operation, isAnswer: true }));
  return [...calls, ...answers].sort(
    (one, other) => one.at - other.at || Number(one.isAnswer) - Number(other.isAnswer),
  );
}
