import { AsyncLocalStorage } from 'node:async_hooks';

/** A stretch of a request's time, as whoever traces it sees it. */
export interface Span {
  /** Begins a part of it. The name is a word of the service: never anything that was sent. */
  begin(kind: WorkKind, name: string): Span;
  end(error?: unknown): void;
}

export type WorkKind = 'database' | 'work';

/** What whoever traces requests is told about each of them. */
export interface RequestTracer {
  begin(request: { id: string; method: string; route: string; traceparent: unknown }): RequestSpan;
}

export interface RequestSpan extends Span {
  readonly ids: { traceId: string; spanId: string };
  /** Names it and ends it: what it was about is known by then. */
  endWith(answer: TracedAnswer): void;
}

export interface TracedAnswer {
  status: number;
  operationType?: string | undefined;
  fields: readonly string[];
  codes: readonly string[];
}

/** How work finds the span that it is part of. It is made for the first traced request, so that others pay nothing. */
let current: AsyncLocalStorage<Span | undefined> | undefined;

/** Runs work as the span's own. */
export function within<Result>(span: Span | undefined, work: () => Result): Result {
  current ??= new AsyncLocalStorage();
  return current.run(span, work);
}

/** Runs work as a part of the traced request that it is done for, if there is one. */
export function traced<Result>(kind: WorkKind, name: string, work: () => Promise<Result>): Promise<Result> {
  const parent = current?.getStore();
  return parent === undefined ? work() : runToItsEnd(parent.begin(kind, name), work);
}

/** Runs what is done for several requests at once, and so is part of none. */
export function untraced<Result>(work: () => Result): Result {
  return current?.getStore() === undefined ? work() : within(undefined, work);
}

async function runToItsEnd<Result>(span: Span, work: () => Promise<Result>): Promise<Result> {
  try {
    const result = await within(span, work);
    span.end();
    return result;
  } catch (error) {
    span.end(error);
    throw error;
  }
}
