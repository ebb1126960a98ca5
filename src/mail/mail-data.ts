import type { Account } from '../feature/account.ts';
import type { Context } from '../feature/context.ts';
import type { PersonalData } from '../feature/feature.ts';

const selectMails = `
  select kind, recipient, locale, created_at as "createdAt", finished_at as "sentAt"
  from mails where user_id = $1 order by created_at`;

export const mailData: PersonalData = {
  tables: ['mails'],
  async export({ app }: Context, { id }: Account) {
    return { mails: await app.database.read<object>('export-mails', selectMails, [id]) };
  },
};
