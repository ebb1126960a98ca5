import { z } from 'zod';

export type EventType = `${string}.${string}`;

/** An audit event, named in the past tense. Contains ids and reasons, but never secrets or personal data. */
export interface AuthEvent {
  readonly type: EventType;
  readonly outcome: 'success' | 'refused';
  readonly userId?: number | undefined;
  readonly sessionId?: string | undefined;
  readonly reason?: string | undefined;
  readonly [detail: string]: unknown;
}

export interface EventKind<Payload extends object = never> {
  /** @throws Error if the payload does not match the declared shape, which is a bug in the caller. */
  (payload: Payload): AuthEvent;
  readonly type: EventType;
  readonly outcome: AuthEvent['outcome'];
  readonly payload: z.ZodObject<z.ZodRawShape>;
}

export const aboutAccount = { userId: z.int() };
export const aboutSession = { userId: z.int(), sessionId: z.string() };

const declared = new Set<EventType>();

export const declaredEventTypes: ReadonlySet<EventType> = declared;

/**
 * Declares a kind of event. Features list theirs in their manifests, and docs/events.md describes them
 * (tests/events.test.ts). Payloads must never contain text from a client.
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

/** The reasons an event kind may give; undefined if features declare them elsewhere. */
export function reasonsOf({ payload }: Pick<EventKind, 'payload'>): readonly string[] | undefined {
  const { reason } = payload.shape;
  if (reason === undefined) return [];
  return reason instanceof z.ZodEnum ? reason.options.map(String) : undefined;
}
