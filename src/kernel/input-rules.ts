import type { z } from 'zod';
import { badUserInput, type FieldProblem } from './errors.ts';

/** Options for zod's `refine`. The reasons are listed in docs/errors.md. */
export const rule = (reason: string, error: string) => ({ error, params: { reason } });

/** Validates a mutation's `input` argument. @throws BAD_USER_INPUT listing every broken rule, without values. */
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
