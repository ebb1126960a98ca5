import { AsyncLocalStorage } from 'node:async_hooks';
import type { AuthEvent, EventKind, EventType } from '../kernel/events.ts';
import { retryingConflicts } from '../platform/database/conflicts.ts';
import { type EntityManager, execute, type Statement } from '../platform/database/database.ts';
import { oncePer } from '../platform/once-per.ts';
import { traced } from '../platform/tracing.ts';
import type { App, Context } from './context.ts';
import { type EventPattern, type Feature, featuresOf, type RecordedEvent } from './feature.ts';

/**
 * The unit of work that a chain of calls is in. It belongs to the chain and not to the request, of which two may be open
 * at once. MikroORM finds the transaction in the same way.
 */
const unitOfWork = new AsyncLocalStorage<{ readonly events: RecordedEvent[] }>();

/**
 * One unit of work: what it writes and the events it records are committed together, or not at all. It is tried again
 * after a serialization failure or a deadlock, so `work` makes its entities inside and changes nothing outside. Inside
 * another unit of work it is a savepoint of that one.
 */
export function inTransaction<Result>(
  ctx: Context,
  work: (em: EntityManager) => Promise<Result>,
): Promise<Result> {
  const outer = unitOfWork.getStore();
  const once = async () => {
    const unit = { events: [] as RecordedEvent[] };
    const result = await unitOfWork.run(unit, () => ctx.em.transactional((em) => work(em as EntityManager)));
    if (outer) outer.events.push(...unit.events);
    else for (const event of unit.events) publish(ctx, event);
    return result;
  };
  return traced('database', 'transaction', () => (outer ? once() : retryingConflicts(once)));
}

/**
 * Records what a unit of work does: listeners are told inside it, and it is logged once that is committed.
 *
 * @throws Error outside a unit of work: what is committed already, or changes nothing, is recorded by `recordNow`.
 */
export async function record(ctx: Context, event: AuthEvent): Promise<void> {
  const unit = unitOfWork.getStore();
  if (!unit) throw new Error(`${event.type} is recorded outside a unit of work: it would be lost.`);
  const recorded = complete(ctx, event);
  unit.events.push(recorded);
  await tellListeners(ctx, recorded);
}

/**
 * Records what is true already: a refusal, or a change that is committed. It is logged first, so that a listener that
 * fails cannot hide it. Inside a unit of work it is a part of that, and undone with it.
 */
export async function recordNow(ctx: Context, event: AuthEvent): Promise<void> {
  if (unitOfWork.getStore()) return record(ctx, event);
  const recorded = complete(ctx, event);
  publish(ctx, recorded);
  if (isHeard(ctx.app, event.type)) await inTransaction(ctx, () => tellListeners(ctx, recorded));
}

/**
 * One unit of work that is a single statement, and an event of one kind for each row that it returns. The statement is its own
 * transaction, in one round trip instead of three, where no feature listens and no other unit of work is open.
 */
export async function changeAndRecord<Row extends object, Payload extends object>(
  ctx: Context,
  statement: Statement,
  kind: EventKind<Payload>,
  payloadOf: (row: Row) => Payload,
): Promise<Row[]> {
  if (!standsAlone(ctx, kind)) {
    return inTransaction(ctx, async (em) => {
      const rows = await execute<Row>(em, statement.text, statement.values);
      for (const row of rows) await record(ctx, kind(payloadOf(row)));
      return rows;
    });
  }
  const rows = await ctx.app.database.change<Row>(statement);
  for (const row of rows) publish(ctx, complete(ctx, kind(payloadOf(row))));
  return rows;
}

/** Whether a change is committed with nothing else: no feature listens to its event, and no unit of work is open. */
export function standsAlone({ app }: Context, { type }: Pick<EventKind, 'type'>): boolean {
  return unitOfWork.getStore() === undefined && !isHeard(app, type);
}

function complete({ actor, request }: Context, event: AuthEvent): RecordedEvent {
  return { ...event, actor, requestId: request.id, at: new Date() };
}

type Listener = Required<Pick<Feature, 'onEvent'>>;

const listenersOf = oncePer((app: App) => {
  const byType = new Map<EventType, readonly Listener[]>();
  return (type: EventType): readonly Listener[] => {
    let found = byType.get(type);
    if (!found) {
      found = featuresOf(app).filter(
        (feature): feature is Feature & Listener =>
          feature.onEvent !== undefined && (feature.listensTo ?? []).some((pattern) => covers(pattern, type)),
      );
      byType.set(type, found);
    }
    return found;
  };
});

export function covers(pattern: EventPattern, type: EventType): boolean {
  if (pattern === '*') return true;
  return pattern.endsWith('.*') ? type.startsWith(pattern.slice(0, -1)) : pattern === type;
}

function isHeard(app: App, type: EventType): boolean {
  return listenersOf(app)(type).length > 0;
}

async function tellListeners(ctx: Context, event: RecordedEvent): Promise<void> {
  for (const feature of listenersOf(ctx.app)(event.type)) await feature.onEvent(ctx, event);
}

const onlookersOf = oncePer((app: App) => featuresOf(app).filter((feature) => feature.afterEvent));

/** Logs an event that is committed. Its line has the time and the request's id already. */
function publish({ app, log }: Context, event: RecordedEvent): void {
  const { requestId, at, actor, ...facts } = event;
  log.info({ event: actor === 'anonymous' ? facts : { ...facts, actor } }, event.type);
  for (const feature of onlookersOf(app)) feature.afterEvent?.(app, event);
}
