const tryLater = 'Wait a moment, then try again.';

export const english = {
  title: 'Your account',
  noScript: 'This page needs JavaScript. Turn it on, or open the page in another browser.',
  help: 'Do you need help?',
  passwordRule: 'At least {count} characters.',
  toSettings: 'Log in to your account',
  toAccount: 'Back to your account',
  toApp: 'Go to {host}',
  endedTitle: 'This link does not work',
  fields: {
    code: {
      label: 'Code from the mail',
      hint: 'Eight letters, such as BCDF-GHJK.',
    },
    newPassword: {
      label: 'New password',
      hint: 'A few random words make a good password.',
    },
    email: { label: 'Email' },
    identifier: { label: 'Username or email' },
    password: { label: 'Password' },
  },
  /** The second step of a login. */
  secondStep: {
    title: 'One more step',
    submit: 'Continue',
    back: 'Back to the login',
  },
  /** How users prove who they are. */
  proofs: {
    fields: {
      TOTP: { label: 'Code from your authenticator app', hint: 'The six digits that the app shows now.' },
      RECOVERY_CODE: {
        label: 'Recovery code',
        hint: 'One of the codes that you stored when you set up two-step login.',
      },
    },
    passkey: 'Confirm with your fingerprint, your face, the PIN of your device, or a security key.',
    use: {
      PASSWORD: 'Use the password',
      TOTP: 'Use the authenticator app',
      EMAIL_CODE: 'Use the code from a mail',
      RECOVERY_CODE: 'Use a recovery code',
      PASSKEY: 'Use a passkey',
    },
  },
  /** Shown by the pages' scripts. */
  script: {
    showPassword: 'Show the password',
    show: 'Show',
    capsLock: 'Caps Lock is on.',
    retrying: 'The page tries again by itself.',
    wait: '{submit} ({seconds} s)',
    sending: 'Sending…',
    summary: 'Something is missing or wrong',
    otherSummary: 'That did not work',
    /** Replace `summary` if the user made no mistake. */
    summaries: {
      OFFLINE: 'You are offline',
      UNREACHABLE: 'No connection',
      RATE_LIMITED: 'Please wait',
      OVERLOADED: 'Please wait',
      TEMPORARILY_UNAVAILABLE: 'Please wait',
      MAIL_NOT_CONFIGURED: 'That did not work',
      UNAUTHENTICATED: 'You are logged out',
      TOO_SOON: 'Not possible yet',
      REAUTHENTICATION_REQUIRED: 'Cancelled',
      CODE_INVALID: 'The code was not accepted',
      SECOND_FACTOR_INVALID: 'The code was not accepted',
      SETUP_CODE_INVALID: 'The code was not accepted',
      PASSKEY_CANCELLED: 'No passkey used',
      SECOND_FACTOR_REQUIRED: 'Not possible yet',
      LAST_WAY_IN: 'Not possible yet',
    },
    retryIn: 'Try again in {time}.',
    seconds: '{count} seconds',
    minutes: '{count} minutes',
    hours: '{count} hours',
    codes: {
      OFFLINE: 'You are offline. Try again when the connection is back.',
      UNREACHABLE: 'The service did not answer. Check your connection and try again.',
      INVALID_CREDENTIALS: 'Wrong password, or there is no such account.',
      LOGIN_TOO_OLD: 'Log out first. For some minutes after the next login, you can do this.',
      WRONG_SIGNUP_PASSWORD: 'This is not the password that was chosen at sign-up.',
      EMAIL_TAKEN: 'Another account has this email.',
      CODE_INVALID: 'The code is wrong or has expired. Check it, or request a new mail.',
      SECOND_FACTOR_INVALID:
        'This code is not valid. Each code works once: wait for the next one, or use a recovery code.',
      SETUP_CODE_INVALID:
        'This code is not valid. Enter the code that the app shows now, and check the clock of its device.',
      ENROLMENT_INVALID: 'This took too long. Start again.',
      NO_AUTHENTICATOR: 'Your account no longer has an authenticator app. Load this page again.',
      SECOND_FACTOR_REQUIRED:
        'This service requires a second step, and this is your only one. Add a passkey or an authenticator app first.',
      NO_SECOND_FACTOR: 'Set up an authenticator app or a passkey first.',
      SECOND_FACTOR_UNAVAILABLE:
        'The service cannot check the codes of this app. Use another way, or ask the operator for help.',
      PASSKEY_INVALID: 'This passkey could not be verified, or it took too long. Try again.',
      PASSKEY_UNKNOWN: 'This passkey has been removed. Log in another way.',
      PASSKEY_CANCELLED: 'No passkey was used. Try again, or use another way.',
      PASSKEY_EXISTS: 'This device already has a passkey for your account.',
      PASSKEY_ELSEWHERE: 'Passkeys do not work on this page. Use another way, or ask the operator for help.',
      PASSKEY_UNSUPPORTED:
        'This browser cannot use passkeys here. Update it, or try another browser or device.',
      PASSKEYS_NOT_CONFIGURED: 'This service does not offer passkeys.',
      TOO_MANY_PASSKEYS: 'You have as many passkeys as this service allows. Remove one first.',
      LAST_WAY_IN: 'This is the only way to log in. Set a password or add another passkey first.',
      CODE_REPLACED: 'This took too long. A new mail with another code is on its way.',
      CHALLENGE_INVALID: 'This took too long. Log in again.',
      UNAUTHENTICATED: 'Your session has ended: another device or the service ended it. Log in again.',
      REAUTHENTICATION_REQUIRED: 'Nothing has changed, since you have not confirmed that it is you.',
      TOO_SOON: 'You have changed this recently. You can change it again after {time}.',
      MAIL_NOT_CONFIGURED: 'This service cannot send mail. Ask its operator for help.',
      FURTHER_PROOF_REQUIRED:
        'This account asks for a step that this page does not offer. Log in to the app or to your account settings first.',
      BAD_USER_INPUT: 'Correct the marked fields.',
      RATE_LIMITED: 'Too many attempts.',
      OVERLOADED: `The service is busy. ${tryLater}`,
      TEMPORARILY_UNAVAILABLE: `The service is not available right now. ${tryLater}`,
      OTHER: 'Something went wrong. Try again later. If it happens again, report this number: {id}',
    },
    reasons: {
      NOT_ACCEPTED: 'The service does not accept this kind of passkey. Store the passkey somewhere else.',
      UNKNOWN: 'This no longer exists. Go back to your account and try again.',
      REQUIRED: 'Fill in this field.',
      TOO_SHORT: 'This password is too short. Add another word.',
      TOO_LONG: 'This is too long.',
      INVALID_CHARACTERS: 'This contains characters that are not allowed. Type it instead of pasting it.',
      TOO_COMMON: 'This is one of the most common passwords. Choose another one.',
      TOO_PERSONAL: 'This is your name or email with digits or symbols around it. Choose another password.',
      INVALID_EMAIL: 'This is not an email.',
      INVALID_USERNAME:
        'Use 3 to 32 letters, digits, dots, hyphens or underscores. Start with a letter or digit.',
      TAKEN: 'This is taken. Choose another one.',
      WRONG: 'This is not your current password.',
      UNCHANGED: 'Your account already has this.',
      INVALID_CREDENTIALS: 'The password is wrong. Check it and try again.',
      CODE_INVALID: 'The code is wrong or has expired. Check it, or request a new mail.',
    },
  },
};

export type Texts = typeof english;
