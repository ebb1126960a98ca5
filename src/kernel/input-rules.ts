import type { z } from 'zod';
import { badUserInput, type FieldProblem } from './errors.ts';

/** What a `refine` of zod says of a broken rule: the reason for programs, as docs/errors.md lists it, and the message. */
export const rule = (reason: string, error: string) => ({ error, params: { reason } });

/**
 * Checks the argument `input` of a mutation against every rule at once.
 *
 * @throws BAD_USER_INPUT naming every broken rule, never a value.
 */
export function checkInput<Value>(rules: z.ZodType<Value>, input: object): Value {
  // GraphQL makes inputs of classes or without a prototype.
  const result = rules.safeParse({ ...input });
  if (!result.success) throw badUserInput({ fields: result.error.issues.map(asFieldProblem) });
  return result.data;
}

function asFieldProblem(issue: z.core.$ZodIssue): FieldProblem {
  const reason = issue.code === 'custom' ? String(issue.params?.reason) : 'WRONG_TYPE';
  return { path: ['input', ...issue.path.map(String)], reason, message: issue.message };
}
