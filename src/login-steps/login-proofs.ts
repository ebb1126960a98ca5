import { z } from 'zod';
import type { GivenProof } from '../feature/proofs.ts';
import { badUserInput } from '../kernel/errors.ts';
import { checkInput, rule } from '../kernel/input-rules.ts';
import type { ContinueLoginInput } from './login-steps.types.ts';

/** The field of ContinueLoginInput for each value of ProofMethodName. */
const fields = {
  TOTP: 'totp',
  RECOVERY_CODE: 'recoveryCode',
  PASSKEY: 'passkey',
  EMAIL_CODE: 'emailCode',
  RESTORE: 'restore',
} as const;

type Fields = (typeof fields)[keyof typeof fields];

const missing = rule('REQUIRED', 'Give the proof that the challenge asks for.');
const onlyOne = rule('ONLY_ONE', 'Give only the proof that the challenge asks for.');

const rules = z
  .object({
    challenge: z.string(),
    totp: z.string().nullish(),
    recoveryCode: z.string().nullish(),
    passkey: z.string().nullish(),
    emailCode: z.string().nullish(),
    restore: z.boolean().nullish(),
  })
  .superRefine((input, context) => {
    const report = ({ error: message, params }: typeof missing, field: string) =>
      context.addIssue({ code: 'custom', message, params, path: [field] });
    const [first, second] = given(input);
    // Only the challenge's row says which proof is missing.
    if (!first) report(missing, 'challenge');
    if (second) report(onlyOne, second.field);
  });

/** `restore: false` counts as a missing field. */
function given(input: Partial<Record<Fields, string | boolean | null | undefined>>) {
  return Object.entries(fields).flatMap(([method, field]) => {
    const value = input[field];
    return typeof value === 'string' || value === true ? [{ method, field, text: String(value) }] : [];
  });
}

/** @throws BAD_USER_INPUT unless the input contains exactly one proof. */
export function readProof(input: ContinueLoginInput): { challenge: string; proof: GivenProof } {
  const checked = checkInput(rules, input);
  const [proof] = given(checked);
  if (!proof) throw new Error('The rules have let an input without a proof pass.');
  return { challenge: checked.challenge, proof };
}

/** @throws BAD_USER_INPUT if the challenge asks for another proof. */
export function requireMethod({ method }: GivenProof, methods: readonly string[]): void {
  if (methods.includes(method)) return;
  const [best = ''] = methods;
  const field = (fields as Readonly<Record<string, string>>)[best] ?? 'challenge';
  const { error: message, params } = missing;
  throw badUserInput({ fields: [{ path: ['input', field], message, ...params }] });
}
