import type { GraphQLFieldExtensions, GraphQLResolveInfo } from 'graphql';
import { Extensions } from 'type-graphql';
import type { AttemptKind } from './attempts.ts';
import type { Context } from './context.ts';

/** Runs before a root field's resolver, and throws if the caller may not use the field. */
export type Guard = (ctx: Context, args: Record<string, unknown>, info: GraphQLResolveInfo) => unknown;

export type FieldExtensions = GraphQLFieldExtensions<unknown, Context>;

/**
 * Opens a root field to anonymous callers. All other root fields require a valid access token.
 * @param forCallers whether the response depends on the caller's access token, so that the client has to send it.
 */
export const Open = ({ forCallers = false } = {}) => Extensions({ open: true, forCallers });

/** type-graphql merges a field's extensions by name, so each guard needs a unique name. */
const guards: Guard[] = [];

/**
 * Adds a guard that runs after the access token is checked. Guards on the same field run from top to bottom. `marks` show
 * in the schema what the guard requires.
 */
export const Guarded = (guard: Guard, marks: FieldExtensions = {}) =>
  Extensions({ ...marks, [`guard:${guards.push(guard)}`]: guard });

/**
 * Marks a mutation that tries a credential or computes a password hash. An operation may contain only one of them. The
 * client sends open ones without an access token, and does not refresh when one fails.
 */
export const Attempts = (kind: AttemptKind) => Extensions({ attempt: kind });

/** Makes a field null for everyone except the account's owner. */
export const OwnerOnly = () => Extensions({ ownerOnly: true });

/** type-graphql evaluates decorators from the bottom up, so the guard nearest to the field has the lowest number. */
export function guardsOf(extensions: FieldExtensions): Guard[] {
  const found = Object.entries(extensions).filter(([name]) => name.startsWith('guard:'));
  return found.toReversed().map(([, guard]) => guard as Guard);
}
