import type { Account } from '../feature/account.ts';
import type { Context } from '../feature/context.ts';
import type { PersonalData } from '../feature/feature.ts';
import { mailKinds } from './declared-mails.ts';

const selectMails = `
  select kind, recipient, locale, created_at as "createdAt", finished_at as "sentAt"
  from mails where user_id = $1 and kind <> all($2::text[]) order by created_at, id`;

export const mailData: PersonalData = {
  tables: ['mails'],
  async export({ app }: Context, { id }: Account) {
    const kinds = [...mailKinds(app).values()];
    const omitted = kinds.filter(({ revealsFreeEmail }) => revealsFreeEmail).map(({ name }) => name);
    return { mails: await app.database.read<object>('export-mails', selectMails, [id, omitted]) };
  },
};
