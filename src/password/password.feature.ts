import type { Feature } from '../feature/feature.ts';
import { confirmByPassword } from './confirm-by-password.ts';
import { countPasswords, forgetPassword } from './forget-password.ts';
import { passwordHasher } from './hasher.ts';
import { verificationRequired } from './password.errors.ts';
import {
  accountSecured,
  passwordChanged,
  passwordRejected,
  passwordResetRequested,
  signupCompleted,
  signupRefused,
  signupStarted,
} from './password.events.ts';
import {
  alreadyRegisteredMail,
  operatorResetPurpose,
  passwordChangedMail,
  resetMail,
  resetPurpose,
  signupMail,
  signupPurpose,
  unknownEmailMail,
} from './password.mails.ts';
import { PasswordResolver } from './password.resolver.ts';
import { passwordSettings } from './password.settings.ts';
import {
  cancelSignupAttempt,
  changeAttempt,
  completeSignupAttempt,
  confirmAttempt,
  loginAttempt,
  resetAttempt,
  secureAttempt,
  signupAttempt,
  startSignupAttempt,
} from './password-attempts.ts';
import { passwordCommands } from './password-commands.ts';
import { PasswordCredential } from './password-credential.entity.ts';
import { passwordData } from './password-data.ts';
import { PendingSignup } from './pending-signup.entity.ts';
import { startPurgingSignups } from './pending-signups.ts';

export const password: Feature = {
  name: 'password',
  settings: passwordSettings,
  entities: [PasswordCredential, PendingSignup],
  resolvers: [PasswordResolver],
  errors: [verificationRequired],
  events: [
    signupStarted,
    signupCompleted,
    signupRefused,
    passwordRejected,
    passwordResetRequested,
    passwordChanged,
    accountSecured,
  ],
  attempts: [
    loginAttempt,
    signupAttempt,
    startSignupAttempt,
    completeSignupAttempt,
    cancelSignupAttempt,
    changeAttempt,
    confirmAttempt,
    resetAttempt,
    secureAttempt,
  ],
  secretPurposes: [resetPurpose, operatorResetPurpose, signupPurpose],
  mails: [resetMail, passwordChangedMail, signupMail, alreadyRegisteredMail, unknownEmailMail],
  revocationReasons: ['secured'],
  proofMethods: [{ name: 'pwd', factors: ['knowledge'] }],
  confirmationMethods: [confirmByPassword],
  gauges: {
    hashing_running: {
      help: 'Passwords being hashed or compared.',
      read: (app) => passwordHasher(app).load.running,
    },
    hashing_waiting: {
      help: 'Passwords waiting for a core.',
      read: (app) => passwordHasher(app).load.waiting,
    },
    hashing_waiting_max: {
      help: 'Maximum number of waiting passwords (PASSWORD_QUEUE_LENGTH).',
      read: (app) => passwordHasher(app).load.maxWaiting,
    },
  },
  commands: passwordCommands,
  personalData: passwordData,
  waysIn: countPasswords,
  onCredentialsChanged: forgetPassword,
  start: startPurgingSignups,
};
