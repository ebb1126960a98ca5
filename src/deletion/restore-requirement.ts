import type { LoginRequirement } from '../feature/proofs.ts';
import { reopenAccount } from './reopen-account.ts';

/** Comes before all other requirements, since an inactive account cannot prove anything else. */
export const restoreRequirement: LoginRequirement = {
  name: 'RESTORE_ACCOUNT',
  methodsFor: () => ['RESTORE'],
  isOpen: (_ctx, { account }) => account.isClosing === true,
  judge:
    async (_ctx, { account }) =>
    async (ctx) => {
      // If another login or the link has already restored the account, this login continues.
      await reopenAccount(ctx, account.id, 'login');
    },
};
