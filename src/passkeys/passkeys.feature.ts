import type { Feature } from '../feature/feature.ts';
import { forgetPasskeys } from './forget-passkeys.ts';
import { mailCopied } from './mail-copied.ts';
import { PasskeyRow } from './passkey.entity.ts';
import {
  addAttempt,
  passkeyAttempt,
  removeAttempt,
  renameAttempt,
  startLoginAttempt,
} from './passkey-attempts.ts';
import { passkeyData } from './passkey-data.ts';
import { countPasskeys, passkeyFactor, passkeyProofs } from './passkey-factor.ts';
import { PasskeySignalsResolver } from './passkey-signals.ts';
import {
  lastWayIn,
  passkeyInvalid,
  passkeysNotConfigured,
  passkeyUnknown,
  tooManyPasskeys,
} from './passkeys.errors.ts';
import {
  passkeyAdded,
  passkeyCounterRegressed,
  passkeyRefused,
  passkeyRemoved,
  passkeyUsed,
} from './passkeys.events.ts';
import { passkeyAddedMail, passkeyCopiedMail, passkeyRemovedMail } from './passkeys.mails.ts';
import { ConfirmationPasskeyResolver, LoginPasskeyResolver, PasskeysResolver } from './passkeys.resolver.ts';
import { passkeySettings } from './passkeys.settings.ts';
import { relatedOrigins } from './related-origins.ts';
import { removalReason } from './remove-passkey.ts';
import { startPasskeys } from './start-passkeys.ts';
import { UsedChallenge } from './used-challenge.entity.ts';

/** Logins with WebAuthn credentials. They replace the password and the second factor. */
export const passkeys: Feature = {
  name: 'passkeys',
  settings: passkeySettings,
  entities: [PasskeyRow, UsedChallenge],
  errors: [passkeyInvalid, passkeyUnknown, lastWayIn, tooManyPasskeys, passkeysNotConfigured],
  events: [passkeyAdded, passkeyRemoved, passkeyUsed, passkeyRefused, passkeyCounterRegressed],
  attempts: [startLoginAttempt, passkeyAttempt, addAttempt, removeAttempt, renameAttempt],
  proofMethods: passkeyProofs,
  secondFactors: [passkeyFactor],
  mails: [passkeyAddedMail, passkeyRemovedMail, passkeyCopiedMail],
  revocationReasons: [removalReason],
  resolvers: [PasskeysResolver, PasskeySignalsResolver, LoginPasskeyResolver, ConfirmationPasskeyResolver],
  routes: [relatedOrigins],
  personalData: passkeyData,
  waysIn: countPasskeys,
  onCredentialsChanged: forgetPasskeys,
  listensTo: ['passkey.counter-regressed'],
  onEvent: mailCopied,
  start: startPasskeys,
};
