import type { Account } from '../feature/account.ts';
import type { Context } from '../feature/context.ts';
import type { PersonalData } from '../feature/feature.ts';

const selectChanges = `
  select old_email as "oldEmail", old_username as "oldUsername", changed_at as "changedAt", undo_until as "undoUntil"
  from email_changes where user_id = $1 order by changed_at`;

export const profileData: PersonalData = {
  tables: ['email_changes'],
  async export({ app }: Context, { id }: Account) {
    return { emailChanges: await app.database.read<object>('export-email-changes', selectChanges, [id]) };
  },
};
