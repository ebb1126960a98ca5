import type { GraphQLFieldExtensions, GraphQLResolveInfo } from 'graphql';
import { Extensions } from 'type-graphql';
import type { AttemptKind } from './attempts.ts';
import type { Context } from './context.ts';

/** Decides whether a caller may use a root field, by throwing. It runs before the field's resolver. */
export type Guard = (ctx: Context, args: Record<string, unknown>, info: GraphQLResolveInfo) => unknown;

/** What the decorators below say of a field, as the schema carries it. */
export type FieldExtensions = GraphQLFieldExtensions<unknown, Context>;

/** Opens a root field to anonymous callers. Without it, only a caller with a valid access token gets in. */
export const Open = () => Extensions({ open: true });

/** A name for each, since type-graphql merges the extensions of a field by name. */
const guards: Guard[] = [];

/** Adds a guard to a root field, behind the one that asks for a valid access token. Several run from top to bottom. */
export const Guarded = (guard: Guard) => Extensions({ [`guard:${guards.push(guard)}`]: guard });

/**
 * Marks a mutation that tries a credential or costs a hash, open or closed: one operation holds one of them at most, and
 * the client sends it without an access token and never refreshes because of it.
 */
export const Attempts = (kind: AttemptKind) => Extensions({ attempt: kind });

/** Shows a field of an account to its owner only, and null to all others. */
export const OwnerOnly = () => Extensions({ ownerOnly: true });

/** type-graphql evaluates decorators from the bottom up, so the guard nearest to the field has the lowest number. */
export function guardsOf(extensions: FieldExtensions): Guard[] {
  const found = Object.entries(extensions).filter(([name]) => name.startsWith('guard:'));
  return found.toReversed().map(([, guard]) => guard as Guard);
}
