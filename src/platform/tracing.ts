import { AsyncLocalStorage } from 'node:async_hooks';

export interface Span {
  /** Starts a child span. The name never contains client input. */
  begin(kind: WorkKind, name: string): Span;
  end(error?: unknown): void;
}

export type WorkKind = 'database' | 'work';

export interface RequestTracer {
  begin(request: { id: string; method: string; route: string; traceparent: unknown }): RequestSpan;
}

export interface RequestSpan extends Span {
  readonly ids: { traceId: string; spanId: string };
  endWith(answer: TracedAnswer): void;
}

export interface TracedAnswer {
  status: number;
  operationType?: string | undefined;
  fields: readonly string[];
  codes: readonly string[];
}

/** Created on the first traced request, so that there is no overhead without tracing. */
let current: AsyncLocalStorage<Span | undefined> | undefined;

export function within<Result>(span: Span | undefined, work: () => Result): Result {
  current ??= new AsyncLocalStorage();
  return current.run(span, work);
}

/** Adds a child span if the current request is being traced. */
export function traced<Result>(kind: WorkKind, name: string, work: () => Promise<Result>): Promise<Result> {
  const parent = current?.getStore();
  return parent === undefined ? work() : runInSpan(parent.begin(kind, name), work);
}

/** Runs work on behalf of several requests, outside any span. */
export function untraced<Result>(work: () => Result): Result {
  return current?.getStore() === undefined ? work() : within(undefined, work);
}

async function runInSpan<Result>(span: Span, work: () => Promise<Result>): Promise<Result> {
  try {
    const result = await within(span, work);
    span.end();
    return result;
  } catch (error) {
    span.end(error);
    throw error;
  }
}
