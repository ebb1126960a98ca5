import { confirmEmailChange } from 'graphql-auth-service-client';
import { auth } from './auth.ts';
import { graphql } from './gql/index.ts';
import { mutate } from './mutate.ts';

export interface Consequence {
  title: string;
  text: string;
  /** The path of the next page. */
  leadsTo: string;
}

export interface LinkAction {
  title: string;
  text: string;
  submit: string;
  /** Set if the user has to be logged in: what the form to log in says first. */
  loginFirst?: string;
  asksPassword?: boolean;
  endsSessions?: boolean;
  run: (token: string, password: string) => Promise<Consequence>;
}

const cancelMutation = graphql(`
  mutation CancelEmailChange($input: CancelEmailChangeInput!) {
    cancelEmailChange(input: $input) {
      id
    }
  }
`);

const undoMutation = graphql(`
  mutation UndoEmailChange($input: UndoEmailChangeInput!) {
    undoEmailChange(input: $input) {
      email
    }
  }
`);

const secureMutation = graphql(`
  mutation SecureAccount($input: SecureAccountInput!) {
    secureAccount(input: $input) {
      reset {
        flow
      }
    }
  }
`);

const restoreMutation = graphql(`
  mutation RestoreAccount($input: RestoreAccountInput!) {
    restoreAccount(input: $input) {
      next {
        asks
      }
    }
  }
`);

/** What links in mails do, by path. The package has components for the other links. */
export const linkActions: Readonly<Record<string, LinkAction>> = {
  '/complete-signup': {
    title: 'Complete your signup',
    // Recipients who did not sign up do not know the signup's password.
    text: 'Enter the password that you chose when you signed up.',
    submit: 'Create account',
    asksPassword: true,
    run: async (token, password) => {
      const { user } = await auth.completeSignup({ token, password });
      return { title: 'Your account is ready', text: `Welcome, ${user?.username}.`, leadsTo: '/' };
    },
  },
  '/confirm-email': {
    title: 'Change your email',
    text: 'One click, and your account has its new email.',
    submit: 'Confirm the change',
    loginFirst: 'Log in to change your email.',
    run: async (token) => {
      await confirmEmailChange(auth, { token });
      const text = 'All other devices have been logged out.';
      return { title: 'Your email has been changed', text, leadsTo: '/' };
    },
  },
  '/secure-account': {
    title: 'This was not you?',
    text: 'This button logs out all devices, and sends you a mail to choose a new password.',
    submit: 'Secure my account',
    endsSessions: true,
    run: async (token) => {
      await mutate(secureMutation, { input: { token } });
      const text = 'Open the link in the mail that is on its way to you, and choose a new password.';
      return { title: 'All devices are logged out', text, leadsTo: '/login' };
    },
  },
  '/restore-account': {
    title: 'Keep your account?',
    text: 'Your account is closed and waits for its deletion. With one click you keep it, with all of its data.',
    submit: 'Keep my account',
    run: async (token) => {
      await mutate(restoreMutation, { input: { token } });
      return {
        title: 'Your account stays',
        text: 'Now log in as usual. If it was not you who closed the account, someone else knows your password: choose a new one.',
        leadsTo: '/login',
      };
    },
  },
  '/cancel-email-change': {
    title: 'Cancel the change of your email',
    text: 'Your account then keeps the email that it has.',
    submit: 'Cancel the change',
    run: async (token) => {
      await mutate(cancelMutation, { input: { token } });
      return {
        title: 'The change is cancelled',
        text: 'If you have not asked for it, another person may have access to your account: choose a new password.',
        leadsTo: '/forgot',
      };
    },
  },
  '/undo-email-change': {
    title: 'Undo the change of your email',
    text: 'Your account gets this email back. All devices are logged out, and the password stops working.',
    submit: 'Undo the change',
    endsSessions: true,
    run: async (token) => {
      const { undoEmailChange } = await mutate(undoMutation, { input: { token } });
      return {
        title: 'The change is undone',
        text: `Your email is ${undoEmailChange.email} again. Now choose a new password.`,
        leadsTo: '/forgot',
      };
    },
  },
};
