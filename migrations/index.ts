import { Migration20261123000000_accounts_and_sessions } from './Migration20261123000000_accounts_and_sessions.ts';

/** Every migration, in the order in which they are applied. A list and not a folder scan: it is the same everywhere. */
export const migrations = [Migration20261123000000_accounts_and_sessions];
