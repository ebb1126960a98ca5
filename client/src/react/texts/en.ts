import { shared } from './shared-en.ts';

/** The texts of the forms that users see before they are logged in, and those of the session. */
export const english = {
  ...shared,
  /** For dates and times, in BCP 47. */
  locale: 'en',
  capsLock: 'Caps Lock is on.',
  login: {
    ...shared.login,
    title: 'Log in',
    noAccount: 'No account yet?',
    signUp: 'Sign up',
    created: 'Your account has been created. Log in.',
    changed: 'Your password has been changed. Log in.',
    doneTitle: 'You are logged in',
    done: 'You are logged in as {username}.',
  },
  signUp: {
    title: 'Sign up',
    submit: 'Sign up',
    username: { label: 'Username', hint: '3 to 32 letters, digits, dots, hyphens or underscores.' },
    haveAccount: 'Already have an account?',
    logIn: 'Log in',
  },
  session: {
    loading: 'Loading…',
    unreachableTitle: 'Reconnecting…',
    unreachable: 'The service does not answer. This page tries again every few seconds.',
    retry: 'Try again',
    partFailed: 'A part of this page could not be loaded.',
    /** By the reasons of the end. */
    ends: {
      logout: 'You are logged out.',
      'other-tab': 'Another tab of this browser has logged out. Noticed {time}.',
      'other-user': 'Another user has logged in, in this browser. Noticed {time}.',
      expired: 'Your session has expired, since you have not used it for too long. Log in again.',
      ended:
        'The service has ended your session, for example because of a new password or a logout on another device. Noticed {time}. Log in again.',
    },
    requestId: 'If you contact support, name this number: {id}',
    logoutPending:
      'You are logged out here, but the service does not answer: your session is still open there. This page tries again every few seconds.',
  },
  userButton: {
    label: 'Your account: {username}',
    settings: 'Settings',
    logOut: 'Log out',
    logOutAll: 'Log out on all devices',
  },
};

export type AuthTexts = typeof english;
