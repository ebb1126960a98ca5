import type { ConfirmationMethod } from '../feature/proofs.ts';

const selectPassword = 'select 1 from password_credentials where user_id = $1';

export const confirmByPassword: ConfirmationMethod = {
  name: 'PASSWORD',
  strength: 'single-factor',
  isAvailable: async ({ app }, { id }) =>
    (await app.database.read('has-password', selectPassword, [id])).length > 0,
};
