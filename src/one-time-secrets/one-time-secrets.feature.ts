import type { Feature } from '../feature/feature.ts';
import { codeAttempt } from './code-attempt.ts';
import { forgetSecrets, startPurgingSecrets } from './forget-secrets.ts';
import { OneTimeFlow } from './one-time-flow.entity.ts';
import { OneTimeSecret } from './one-time-secret.entity.ts';
import { codeInvalid, linkInvalid } from './one-time-secrets.errors.ts';
import { codeRejected, linkRefused } from './one-time-secrets.events.ts';
import { oneTimeSecretSettings } from './one-time-secrets.settings.ts';
import { secretData } from './secret-data.ts';

/** The links and codes that are sent by mail. */
export const oneTimeSecrets: Feature = {
  name: 'one-time-secrets',
  settings: oneTimeSecretSettings,
  entities: [OneTimeSecret, OneTimeFlow],
  errors: [linkInvalid, codeInvalid],
  events: [codeRejected, linkRefused],
  attempts: [codeAttempt],
  personalData: secretData,
  onCredentialsChanged: forgetSecrets,
  start: startPurgingSecrets,
};
