import { IdentifierHeld, type IdentifierKind } from './held-identifiers.ts';

const indexes: Readonly<Record<string, IdentifierKind>> = {
  users_username_unique: 'username',
  users_email_unique: 'email',
};

/**
 * Which identifier in an account's row another account has, or the service holds for another account. @returns undefined for
 * any other error.
 */
export function takenIdentifier(error: unknown): IdentifierKind | undefined {
  if (error instanceof IdentifierHeld) return error.kind;
  const { constraint } = error as { constraint?: unknown };
  return typeof constraint === 'string' ? indexes[constraint] : undefined;
}
