import { type Call, isLost, type Model } from './calls.ts';
import { type Configuration, isDone, withoutSpent } from './configurations.ts';

/** The search hit its limits, so there is no result. */
export class Undecided extends Error {}

const maxPending = 31;
const maxConfigurations = 20_000;

/**
 * Lowe's just-in-time variant of Wing and Gong's search (Testing for linearizability, 2017): walks through the history once,
 * keeping every explanation of what it has seen. Operations take effect only when an answer requires it, except for reads,
 * which take effect as soon as they can, since they change nothing for the others.
 */
export class Search<State, Operation extends Call> {
  private readonly pending: (Operation | undefined)[] = [];
  private configurations: Configuration<State>[];

  constructor(
    private readonly model: Model<State, Operation>,
    start: State,
  ) {
    this.configurations = [{ state: start, done: 0 }];
  }

  add(operation: Operation): void {
    const free = this.pending.indexOf(undefined);
    const slot = free < 0 ? this.pending.length : free;
    if (slot === maxPending) throw new Undecided(`More than ${maxPending} operations are pending.`);
    this.pending[slot] = operation;
    if (this.model.isRead(operation))
      this.configurations = this.configurations.map((each) => this.read(each));
  }

  /** @returns whether the operation may have taken effect by now. */
  complete(operation: Operation): boolean {
    const slot = this.pending.indexOf(operation);
    const found = new Map<string, Configuration<State>>();
    const seen = new Set<string>();
    const rest = [...this.configurations];
    for (let from = rest.pop(); from; from = rest.pop()) {
      if (isDone(from, slot)) {
        const freed = { state: from.state, done: from.done & ~(1 << slot) };
        found.set(this.keyOf(freed), freed);
        continue;
      }
      for (const next of this.after(from)) {
        const key = this.keyOf(next);
        if (!seen.has(key)) rest.push(next);
        seen.add(key);
      }
      if (seen.size > maxConfigurations) throw new Undecided(`More than ${maxConfigurations} explanations.`);
    }
    this.pending[slot] = undefined;
    this.configurations = this.withoutCovered(found);
    return this.configurations.length > 0;
  }

  /** The state, if there is only one and no pending operation other than reads has taken effect. */
  certainty(): { state: State; reads: Operation[] } | undefined {
    const [only, another] = this.configurations;
    if (!only || another) return undefined;
    const done = this.pending.filter((each, slot) => each !== undefined && isDone(only, slot)) as Operation[];
    return done.every((each) => this.model.isRead(each)) ? { state: only.state, reads: done } : undefined;
  }

  /** The explanations in which one more pending operation has taken effect. */
  private after(from: Configuration<State>, isWanted = (_: Operation) => true): Configuration<State>[] {
    return this.pending.flatMap((each, slot) => {
      if (!each || isDone(from, slot) || this.model.isRead(each) || !isWanted(each)) return [];
      if (isLost(each) && this.hasAlikeBefore(each, from)) return [];
      const states = this.model.step(from.state, each);
      // A lost call that changes nothing might as well never have happened.
      const changed = isLost(each) ? states.filter((state) => !this.isSame(state, from.state)) : states;
      return changed.map((state) => this.read({ state, done: from.done | (1 << slot) }));
    });
  }

  private hasAlikeBefore(operation: Operation, from: Configuration<State>): boolean {
    return this.pending.some(
      (other, slot) =>
        other &&
        isLost(other) &&
        !isDone(from, slot) &&
        other.sent < operation.sent &&
        this.model.isAlike?.(other, operation),
    );
  }

  /** Lets pending reads take effect if their answers fit. */
  private read({ state, done }: Configuration<State>): Configuration<State> {
    let all = done;
    for (const [slot, each] of this.pending.entries())
      if (each && this.model.isRead(each) && this.model.step(state, each).length > 0) all |= 1 << slot;
    return { state, done: all };
  }

  /** Drops explanations that another one could still turn into, since that one leaves the effect of lost calls open. */
  private withoutCovered(found: Map<string, Configuration<State>>): Configuration<State>[] {
    const left = new Map(found);
    for (const each of found.values())
      for (const later of this.after(each, isLost)) left.delete(this.keyOf(later));
    const lost = this.pending.reduce(
      (bits, each, slot) => (each && isLost(each) ? bits | (1 << slot) : bits),
      0,
    );
    return withoutSpent([...left.values()], lost, (each) => this.keyOf(each));
  }

  private isSame(one: State, other: State): boolean {
    return one === other || this.model.keyOf(one) === this.model.keyOf(other);
  }

  private keyOf({ state, done }: Configuration<State>): string {
    return `${done} ${this.model.keyOf(state)}`;
  }
}
