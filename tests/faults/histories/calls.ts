/** When a call was sent, and when its answer arrived: Infinity for an answer that was lost. */
export interface Call {
  sent: number;
  answered: number;
}

export function isLost({ answered }: Call): boolean {
  return answered === Number.POSITIVE_INFINITY;
}

/** What an object does when it gets one call at a time. */
export interface Model<State, Operation extends Call> {
  /** @returns each state that the operation may leave; none when it cannot have got its answer in this state. */
  step(state: State, operation: Operation): readonly State[];
  /** Whether the operation leaves every state as it is. */
  isRead(operation: Operation): boolean;
  /** Of lost operations that do the same, the search tries the one first that was sent first. */
  isAlike?(one: Operation, other: Operation): boolean;
  /** Equal for equal states. */
  keyOf(state: State): string;
}

export interface Event<Operation> {
  at: number;
  operation: Operation;
  isAnswer: boolean;
}

/** In the order of time; of those at one moment, calls first: their operations may overlap. */
export function eventsOf<Operation extends Call>(operations: readonly Operation[]): Event<Operation>[] {
  const calls = operations.map((operation) => ({ at: operation.sent, operation, isAnswer: false }));
  const answers = operations
    .filter((operation) => !isLost(operation))
    .map((operation) => ({ at: operation.answered, operation, isAnswer: true }));
  return [...calls, ...answers].sort(
    (one, other) => one.at - other.at || Number(one.isAnswer) - Number(other.isAnswer),
  );
}
