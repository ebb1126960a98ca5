import { optionalSetting, setting } from '../kernel/config.ts';
import { integer, rate } from '../kernel/setting-values.ts';
import { maxCost } from '../platform/hashing/password-hasher.ts';

export const passwordSettings = {
  BCRYPT_COST: setting(integer(10, maxCost), {
    default: '12',
    help: 'Each step doubles the time of a guess and of a login. The next login upgrades a stored hash.',
  }),
  PASSWORD_QUEUE_LENGTH: setting(integer(0, 100_000), {
    default: '64',
    help: 'How many hashes may wait for a core before the service rejects logins and signups with OVERLOADED.',
  }),
  HASHING_CONCURRENCY: optionalSetting(integer(1, 64), {
    help: 'How many passwords this process hashes at a time. Unset: the number of cores.',
  }),
  LOGIN_TRIES: setting(integer(3, 12), {
    default: '10',
    help: 'Consecutive failed logins for one identifier from one IP address before each further attempt has to wait.',
  }),
  LOGIN_FAILURES_PER_ADDRESS: setting(rate, {
    default: '50/15m',
    help: 'Failed logins from one IP address, for any identifier; off for no limit.',
  }),
  SIGNUPS_PER_ADDRESS: setting(rate, {
    default: { development: '10000/1h', production: '100/1h' },
    help: 'Signups from one IP address; off for no limit.',
  }),
};
