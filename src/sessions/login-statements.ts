import { type Account, loginColumns, mayLogIn } from '../feature/account.ts';
import { unended } from './session-statements.ts';

/** $1: user. Serializes logins with changes of the account. */
export const lockUserForLogin = 'select 1 from users where id = $1 for no key update';

export interface LoginRow extends Account {
  isCurrent: boolean;
  /** Whether the account already has as many live sessions as it may have. */
  isFull: boolean;
}

/** For statements that select from `users as u`. @param most the placeholder of SESSIONS_PER_USER. */
export const isFull = (most: string) =>
  `(select count(*) from sessions as s where s.user_id = u.id and ${unended}) >= ${most}`;

/**
 * $1: user, $2: how many live sessions an account may have. Returns no row if the account is disabled or deleted. Run
 * `lockUserForLogin` first, as a separate statement: PostgreSQL shows a statement that waits for a lock all other tables as
 * they were before the wait.
 */
export const selectForLogin = (isCurrent: string) => `
  select ${loginColumns}, ${isCurrent} as "isCurrent", ${isFull('$2')} as "isFull"
  from users as u where u.id = $1 and ${mayLogIn}`;
