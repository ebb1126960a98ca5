import type { Account } from '../feature/account.ts';
import type { Context } from '../feature/context.ts';
import type { PersonalData } from '../feature/feature.ts';

const selectChallenges = `
  select methods, asks, created_at as "createdAt" from login_challenges where user_id = $1 order by created_at`;

export const challengeData: PersonalData = {
  tables: ['login_challenges'],
  async export({ app }: Context, { id }: Account) {
    return { unfinishedLogins: await app.database.read<object>('export-challenges', selectChallenges, [id]) };
  },
};
