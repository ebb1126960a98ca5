const tryLater = 'Wait a moment, then try again.';

export const english = {
  title: 'Your account',
  noScript: 'This page needs JavaScript. Turn it on, or open the link from the mail in another browser.',
  showPassword: 'Show the password',
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
    otherUsername: {
      label: 'Another username',
      hint: '3 to 32 letters, digits, dots, hyphens or underscores.',
    },
    signupPassword: { label: 'Password of your signup' },
  },
  reset: {
    title: 'Choose a new password',
    intro: 'All devices will be logged out.',
    submit: 'Change the password',
    requestAgain: 'Request a new mail',
    doneTitle: 'Your password has been changed',
    done: 'You can close this page and log in to the app with your new password.',
  },
  forgot: {
    title: 'Forgot your password?',
    intro: 'Enter the email of your account. We will send you a link and your username.',
    submit: 'Send the mail',
    sentTitle: 'Check your mail',
    sent: 'If an account has this email, a mail is on its way. Open the link in it, or enter the code here. It may take a minute. Check your spam folder too.',
  },
  verify: {
    title: 'Confirm your email',
    intro: 'Click the button to confirm the email of your account.',
    submit: 'Confirm the email',
    loginTitle: 'Log in to confirm your email',
    login: 'Log in to the account that this mail is for.',
    loginSubmit: 'Log in and confirm',
    otherSubmit: 'Log in with another account',
    resendTitle: 'Your email is not confirmed yet',
    resendSubmit: 'Send a new mail',
    codeTitle: 'Check your mail',
    code: 'A mail is on its way. Enter the code from it here. It may take a minute. Check your spam folder too.',
    codeSubmit: 'Confirm the email',
    doneTitle: 'Your email is confirmed',
    done: 'You can close this page and go back to the app.',
  },
  signup: {
    title: 'Complete your signup',
    intro: 'Enter the password that you chose when you signed up. It shows that the signup is yours.',
    submit: 'Complete the signup',
    notMeTitle: "Didn't sign up?",
    notMe: 'Then someone else entered your email. Delete the signup, and no account will be created.',
    notMeSubmit: 'This was not me: delete the signup',
    cancelledTitle: 'The signup has been deleted',
    cancelled: 'No account was created. You can close this page.',
    doneTitle: 'Your account is ready',
    done: 'You can close this page and log in to the app with your username and password.',
  },
  /** Shown by the pages' scripts. */
  script: {
    sending: 'Sending…',
    summary: 'Something is missing or wrong',
    retryIn: 'Try again in {time}.',
    seconds: '{count} seconds',
    minutes: '{count} minutes',
    hours: '{count} hours',
    loginMissing: 'This link is incomplete. Log in, and we will send you a new mail.',
    ended: {
      reset: {
        MISSING: 'The link is incomplete. Open the whole link from the mail, or request a new mail.',
        EXPIRED: 'The link has expired. Request a new mail.',
        USED: 'The link has already been used. If you changed your password with it, log in with the new password. Otherwise, request a new mail.',
        INVALID:
          'The link is damaged, or was replaced by a newer mail. Open the link in the newest mail, or request a new mail.',
      },
      verify: {
        MISSING: 'The link is incomplete. Request a new mail.',
        EXPIRED: 'The link has expired. Request a new mail.',
        OTHER_ACCOUNT: 'The link belongs to another account than the one you are logged in to.',
        CONFIRMED:
          'The email of the account that you are logged in to is already confirmed. If the link belongs to another account, log in to that one.',
        USED: 'The link has already been used, and the email has changed since. Request a new mail.',
        INVALID:
          'The link is damaged, or was replaced by a newer mail. Open the link in the newest mail, or request a new mail.',
      },
      signup: {
        MISSING:
          'The link is incomplete. Open the whole link from the mail, or enter the code from the mail where you signed up.',
        EXPIRED: 'The link has expired. Sign up again in the app.',
        USED: 'The link has already been used. If you completed your signup with it, log in to the app. Otherwise, sign up again.',
        INVALID:
          'The link is damaged, or was replaced by a newer mail. Open the link in the newest mail, or sign up again in the app.',
        TAKEN: 'An account with your email already exists. Log in to the app, or reset your password.',
      },
    },
    codes: {
      UNREACHABLE: 'The service did not answer. Check your connection and try again.',
      INVALID_CREDENTIALS: 'The password is wrong, or there is no such account. Check both and try again.',
      WRONG_SIGNUP_PASSWORD: 'This is not the password that was chosen at sign-up.',
      CODE_INVALID: 'The code is wrong or has expired. Check it, or request a new mail.',
      CHALLENGE_INVALID: 'This took too long. Log in again.',
      UNAUTHENTICATED: 'Your login has expired. Log in again.',
      MAIL_NOT_CONFIGURED: 'This service cannot send mail. Ask its operator for help.',
      FURTHER_PROOF_REQUIRED: 'This account asks for more than a password. Log in to the app instead.',
      BAD_USER_INPUT: 'Correct the marked fields.',
      RATE_LIMITED: 'Too many attempts.',
      OVERLOADED: `The service is busy. ${tryLater}`,
      TEMPORARILY_UNAVAILABLE: `The service is not available right now. ${tryLater}`,
      OTHER: 'Something went wrong. Try again later. If it happens again, report this number: {id}',
    },
    reasons: {
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
      INVALID_CREDENTIALS: 'The password is wrong. Check it and try again.',
      CODE_INVALID: 'The code is wrong or has expired. Check it, or request a new mail.',
    },
  },
};

export type Texts = typeof english;
