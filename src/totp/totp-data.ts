import type { Account } from '../feature/account.ts';
import type { Context } from '../feature/context.ts';
import type { PersonalData } from '../feature/feature.ts';

const selectCredential = `
  select created_at as "createdAt", last_used_at as "lastUsedAt" from totp_credentials where user_id = $1`;

const selectEnrolment = 'select expires_at as "expiresAt" from totp_enrolments where user_id = $1';

export const totpData: PersonalData = {
  tables: ['totp_credentials', 'totp_enrolments'],
  async export({ app: { database } }: Context, { id }: Account) {
    return {
      authenticators: await database.read<object>('export-totp', selectCredential, [id]),
      unconfirmedAuthenticators: await database.read<object>('export-totp-enrolment', selectEnrolment, [id]),
    };
  },
};
