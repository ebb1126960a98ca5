import { sharedLater } from './shared-later-en.ts';

/** The texts of the forms that come later: further steps of a login, and the settings. */
export const laterEnglish = {
  ...sharedLater,
  codes: {
    ...sharedLater.codes,
    LINK_INVALID: sharedLater.reset.script.ended.INVALID,
    FORBIDDEN: 'You may not do this.',
  },
  mailedSignup: {
    title: 'Check your mail',
    sent: 'A mail to {email} is on its way. Enter the code from it here, or open its link. It may take a minute. Check your spam folder too.',
    complete: 'Create the account',
    otherUsername: 'Another username',
    resend: 'Request a new mail',
    resent: 'Requested. You get at most one mail a minute. The code of an earlier mail works too.',
    startAgain: 'Start again',
  },
  deletion: 'The next page says when the account will be deleted, and how you can restore it until then.',
  otherAccount: 'Log out, and log in with another account',
  steps: {
    verifyTitle: 'Confirm your email',
    codeSent:
      'A mail is on its way. Enter the code from it here. It may take a minute. Check your spam folder too.',
    impossible: 'This app cannot finish this login. Log in to another app, or on the pages of the service.',
    restart: 'Start again',
    tooLong: 'That took too long, or there were too many tries. Please try again.',
    cancel: 'Cancel',
    waiting: 'Waiting for your passkey…',
  },
};

export type LaterTexts = typeof laterEnglish;
