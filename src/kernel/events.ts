import { z } from 'zod';

export type EventType = `${string}.${string}`;

/** Something that happened, in the past tense. It holds ids and reasons, never a secret or a personal detail. */
export interface AuthEvent {
  readonly type: EventType;
  readonly outcome: 'success' | 'refused';
  readonly userId?: number | undefined;
  readonly sessionId?: string | undefined;
  readonly reason?: string | undefined;
  readonly [detail: string]: unknown;
}

/** One declared kind of event: call it with the payload to make an event of that kind. */
export interface EventKind<Payload extends object = never> {
  /** @throws Error when the payload has another shape than the declared one: a mistake in the calling code. */
  (payload: Payload): AuthEvent;
  readonly type: EventType;
  readonly outcome: AuthEvent['outcome'];
  readonly payload: z.ZodObject<z.ZodRawShape>;
}

/** An event about an account, and about one of its sessions. */
export const aboutAccount = { userId: z.int() };
export const aboutSession = { userId: z.int(), sessionId: z.string() };

const declared = new Set<EventType>();

/** Every type of event that the loaded modules declare. */
export const declaredEventTypes: ReadonlySet<EventType> = declared;

/**
 * Declares one kind of event. A feature lists its kinds in its manifest, and `docs/events.md` describes them
 * (tests/events.test.ts).
 *
 * @param payload what an event of this kind carries, and nothing else: no text that a client sent may get in.
 */
export function defineEvent<Shape extends z.ZodRawShape>(
  type: EventType,
  outcome: AuthEvent['outcome'],
  payload: Shape,
): EventKind<z.output<z.ZodObject<Shape>>> {
  declared.add(type);
  const schema = z.strictObject(payload);
  const make = (given: object): AuthEvent => ({ type, outcome, ...(schema.parse(given) as object) });
  return Object.assign(make, { type, outcome, payload: schema }) as EventKind<z.output<z.ZodObject<Shape>>>;
}

/** The reasons that a kind of event is declared with; undefined where other declarations name them. */
export function reasonsOf({ payload }: Pick<EventKind, 'payload'>): readonly string[] | undefined {
  const { reason } = payload.shape;
  if (reason === undefined) return [];
  return reason instanceof z.ZodEnum ? reason.options.map(String) : undefined;
}
