import type { App } from '../feature/context.ts';
import type { ConfirmationMethod } from '../feature/proofs.ts';
import { badUserInput, type ClientError } from '../kernel/errors.ts';
import { methodsOf } from './required-methods.ts';
import type { ConfirmIdentityInput } from './step-up.types.ts';

export interface GivenProof {
  readonly challenge: string;
  readonly method: ConfirmationMethod;
  readonly proof: string;
}

/** @throws BAD_USER_INPUT unless exactly one proof is given. */
export function readProof(app: App, { challenge, ...input }: ConfirmIdentityInput): GivenProof {
  const fields = input as Readonly<Record<string, string | null | undefined>>;
  const known = methodsOf(app);
  const [first, second] = known.flatMap((method) => {
    const proof = fields[method.field];
    return typeof proof === 'string' ? [{ challenge, method, proof }] : [];
  });
  if (first === undefined) {
    // Most accounts have a password.
    const usual = known.find(({ strength }) => strength === 'single-factor') ?? known[0];
    throw problem(usual, 'REQUIRED', 'Give one of the proofs that startConfirmation offers.');
  }
  if (second !== undefined) throw problem(second.method, 'ONLY_ONE', 'Give only one proof.');
  return first;
}

export const notAccepted = (method: ConfirmationMethod): ClientError =>
  problem(method, 'NOT_ACCEPTED', 'This account needs one of the proofs that startConfirmation offers.');

function problem(method: ConfirmationMethod | undefined, reason: string, message: string): ClientError {
  return badUserInput({ fields: [{ path: ['input', method?.field ?? 'challenge'], reason, message }] });
}
