import { z } from 'zod';
import { rule } from '../kernel/input-rules.ts';

/** Proof of having received a mail: either `token`, from the link, or `flow` and `code`. */
export interface MailProof {
  token?: string | null | undefined;
  flow?: string | null | undefined;
  code?: string | null | undefined;
}

export type ReadMailProof = { token: string } | { flow: string; code: string };

const text = z.string().nullish();

/** Rules for the fields of a mutation's input, for `checkInput`. */
export const mailProofFields = { token: text, flow: text, code: text };

export const requireOneProof = <Input extends MailProof>(rules: z.ZodType<Input>) =>
  rules
    .refine(({ token, flow, code }) => isGiven(token) || (isGiven(flow) && isGiven(code)), {
      ...rule('REQUIRED', 'Give the token of the link, or flow and code.'),
      path: ['token'],
    })
    .refine(({ token, flow, code }) => !isGiven(token) || (!isGiven(flow) && !isGiven(code)), {
      ...rule('ONLY_ONE', 'Give either the token of the link, or flow and code, not both.'),
      path: ['code'],
    });

function isGiven(value: string | null | undefined): value is string {
  return value !== undefined && value !== null;
}

/** @param input must have passed `requireOneProof`. */
export function readMailProof({ token, flow, code }: MailProof): ReadMailProof {
  return isGiven(token) ? { token } : { flow: flow ?? '', code: code ?? '' };
}
