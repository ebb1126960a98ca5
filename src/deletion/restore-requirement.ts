import type { LoginRequirement } from '../feature/proofs.ts';
import { reopenAccount } from './reopen-account.ts';

/** Before all other requirements: nothing else can be proved for an account that is not active. */
export const restoreRequirement: LoginRequirement = {
  name: 'RESTORE_ACCOUNT',
  methods: ['RESTORE'],
  isOpen: (_ctx, { account }) => account.isClosing === true,
  judge:
    async (_ctx, { account }) =>
    async (ctx) => {
      // If another login or the link was faster, the account is active, and this login goes on.
      await reopenAccount(ctx, account.id, 'login');
    },
};
