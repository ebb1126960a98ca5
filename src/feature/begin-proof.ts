import type { Account } from './account.ts';
import type { Context } from './context.ts';
import type { BeginProof, FinishBeginning } from './proofs.ts';

/** Begins the proof, if there is anything to begin, and writes the challenge. */
export function beginProof<Result>(
  ctx: Context,
  { begin }: { begin?: BeginProof },
  account: Account,
  write: (finish?: FinishBeginning) => Promise<Result>,
): Promise<Result> {
  return begin ? begin(ctx, account, write) : write();
}
