import type { z } from 'zod';
import { badUserInput, type FieldProblem } from './errors.ts';

/** Options for zod's `refine`. docs/errors.md lists the reasons. */
export const rule = (reason: string, error: string) => ({ error, params: { reason } });

/** Validates a mutation's argument `input`. @throws BAD_USER_INPUT with every broken rule, but without values. */
export function checkInput<Value>(rules: z.ZodType<Value>, input: object): Value {
  // Copied, since GraphQL inputs are class instances or have no prototype.
  const result = rules.safeParse({ ...input });
  if (!result.success) throw badUserInput({ fields: result.error.issues.map(asFieldProblem) });
  return result.data;
}

function asFieldProblem(issue: z.core.$ZodIssue): FieldProblem {
  const reason = issue.code === 'custom' ? String(issue.params?.reason) : 'WRONG_TYPE';
  return { path: ['input', ...issue.path.map(String)], reason, message: issue.message };
}
