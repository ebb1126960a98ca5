import type { AttemptKind } from '../feature/attempts.ts';
import type { Config } from '../kernel/config.ts';
import { passkeySettings } from './passkeys.settings.ts';

const hour = 3_600;

const perAddress = (config: Config) => config.of(passkeySettings).PASSKEY_CEREMONIES_PER_ADDRESS;

/** Login pages start a ceremony at each view. */
export const startLoginAttempt: AttemptKind = {
  name: 'passkey-start',
  limits: [{ name: 'passkey-start-address', by: 'site', rate: perAddress }],
};

/**
 * Signatures cannot be guessed, so only clients that waste the service's time fail often. An owner whose passkey an attacker
 * tries never has to wait.
 */
export const passkeyAttempt: AttemptKind = {
  name: 'passkey-login',
  limits: [{ name: 'passkey-address', by: 'site', rate: perAddress, failuresOnly: true }],
};

/** Separate limits: any session may rename, and must not keep the owner from removing a thief's passkey. */
const perAccount = (name: string): Required<AttemptKind>['limits'] => [
  { name, by: 'account', rate: ({ isProduction }) => ({ count: isProduction ? 60 : 6_000, seconds: hour }) },
];

/** Each addition and each removal mails the owner. */
export const addAttempt: AttemptKind = {
  name: 'passkey-addition',
  limits: perAccount('passkey-additions-account'),
};
export const removeAttempt: AttemptKind = {
  name: 'passkey-removal',
  limits: perAccount('passkey-removals-account'),
};
export const renameAttempt: AttemptKind = {
  name: 'passkey-renaming',
  limits: perAccount('passkey-renamings-account'),
};
