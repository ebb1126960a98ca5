import { Migration20261123000000_accounts_and_sessions } from './Migration20261123000000_accounts_and_sessions.ts';
import { Migration20261124000000_throttle_counters } from './Migration20261124000000_throttle_counters.ts';
import { Migration20261125000000_signing_keys } from './Migration20261125000000_signing_keys.ts';
import { Migration20261127000000_session_methods } from './Migration20261127000000_session_methods.ts';
import { Migration20261128000000_canonical_identifiers } from './Migration20261128000000_canonical_identifiers.ts';
import { Migration20261129000000_mail_and_one_time_secrets } from './Migration20261129000000_mail_and_one_time_secrets.ts';
import { Migration20261130000000_confirmations } from './Migration20261130000000_confirmations.ts';
import { Migration20261201000000_changing_identifiers } from './Migration20261201000000_changing_identifiers.ts';
import { Migration20261202000000_known_devices } from './Migration20261202000000_known_devices.ts';
import { Migration20261203000000_session_history } from './Migration20261203000000_session_history.ts';
import { Migration20261204000000_account_deletion } from './Migration20261204000000_account_deletion.ts';
import { Migration20261205000000_urgent_mails } from './Migration20261205000000_urgent_mails.ts';
import { Migration20261206000000_second_factors } from './Migration20261206000000_second_factors.ts';
import { Migration20261207000000_second_factor_failures } from './Migration20261207000000_second_factor_failures.ts';
import { Migration20261208000000_passkeys } from './Migration20261208000000_passkeys.ts';
import { Migration20261209000000_factor_resets } from './Migration20261209000000_factor_resets.ts';

/** All migrations, in order. Unlike a folder scan, an explicit list is the same everywhere. */
export const migrations = [
  Migration20261123000000_accounts_and_sessions,
  Migration20261124000000_throttle_counters,
  Migration20261125000000_signing_keys,
  Migration20261127000000_session_methods,
  Migration20261128000000_canonical_identifiers,
  Migration20261129000000_mail_and_one_time_secrets,
  Migration20261130000000_confirmations,
  Migration20261201000000_changing_identifiers,
  Migration20261202000000_known_devices,
  Migration20261203000000_session_history,
  Migration20261204000000_account_deletion,
  Migration20261205000000_urgent_mails,
  Migration20261206000000_second_factors,
  Migration20261207000000_second_factor_failures,
  Migration20261208000000_passkeys,
  Migration20261209000000_factor_resets,
];
