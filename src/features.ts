import { accountPages } from './account-pages/account-pages.feature.ts';
import { accounts } from './accounts/accounts.feature.ts';
import { deletion } from './deletion/deletion.feature.ts';
import { devices } from './devices/devices.feature.ts';
import { emailVerification } from './email-verification/email-verification.feature.ts';
import { factorResets } from './factor-resets/factor-resets.feature.ts';
import type { Feature } from './feature/feature.ts';
import { keys } from './keys/keys.feature.ts';
import { loginSteps } from './login-steps/login-steps.feature.ts';
import { mail } from './mail/mail.feature.ts';
import { metrics } from './metrics/metrics.feature.ts';
import { oneTimeSecrets } from './one-time-secrets/one-time-secrets.feature.ts';
import { passkeys } from './passkeys/passkeys.feature.ts';
import { password } from './password/password.feature.ts';
import { personalData } from './personal-data/personal-data.feature.ts';
import { profile } from './profile/profile.feature.ts';
import { secondFactors } from './second-factors/second-factors.feature.ts';
import { sessionHistory } from './session-history/session-history.feature.ts';
import { sessions } from './sessions/sessions.feature.ts';
import { stepUp } from './step-up/step-up.feature.ts';
import { throttle } from './throttle/throttle.feature.ts';
import { totp } from './totp/totp.feature.ts';
import { tracing } from './tracing/tracing.feature.ts';

/** Every feature of the service. Hooks run in this order. */
// biome-ignore format: one line per feature
export const features: readonly Feature[] = [
  accounts,
  sessions,
  sessionHistory,
  oneTimeSecrets,
  mail,
  accountPages,
  loginSteps,
  stepUp,
  secondFactors,
  factorResets,
  deletion,
  password,
  emailVerification,
  devices,
  profile,
  totp,
  passkeys,
  personalData,
  throttle,
  keys,
  metrics,
  tracing,
];
