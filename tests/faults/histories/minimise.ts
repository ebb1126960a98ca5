import { type Call, isLost, type Model } from './calls.ts';
import { findUnexplained, type Unexplained } from './checker.ts';
import { Undecided } from './search.ts';

/**
 * Drops reads and answers that a contradiction does not depend on. Losing an answer only allows more explanations, so what
 * remains is still a contradiction if it has none. @returns the operations whose answers contradict each other, along with
 * overlapping changes as lost calls.
 */
export function minimise<State, Operation extends Call>(
  model: Model<State, Operation>,
  operations: readonly Operation[],
  { operation, since }: Unexplained<State, Operation>,
): Operation[] {
  const isContradiction = (left: readonly Operation[]) => {
    try {
      return findUnexplained(model, left, since.state) !== undefined;
    } catch (error) {
      if (error instanceof Undecided) return false;
      throw error;
    }
  };
  let left = operations
    .filter(({ sent, answered }) => sent <= operation.answered && answered > since.at)
    .filter((each) => !since.reads.includes(each));
  for (const each of left.filter((one) => one !== operation && !isLost(one))) {
    const weaker = left.flatMap((other) =>
      other !== each ? [other] : model.isRead(each) ? [] : [lose(each)],
    );
    if (isContradiction(weaker)) left = weaker;
  }
  return left;
}

function lose<Operation extends Call>(operation: Operation): Operation {
  return { ...operation, answered: Number.POSITIVE_INFINITY, answer: undefined };
}
