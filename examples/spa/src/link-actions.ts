import { graphql } from './gql/index.ts';
import { mutate } from './mutate.ts';

export interface Consequence {
  title: string;
  text: string;
  /** The path of the next page. */
  leadsTo: string;
  /** The flow of the mail with which the user sets a new password. */
  flow?: string;
}

export interface LinkAction {
  title: string;
  text: string;
  submit: string;
  endsSessions: boolean;
  run: (token: string) => Promise<Consequence>;
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

/** What the links in notices do, by the path that the link opens. */
export const linkActions: Readonly<Record<string, LinkAction>> = {
  '/secure-account': {
    title: 'This was not you?',
    text: 'This button logs out all devices, and sends you a mail to choose a new password.',
    submit: 'Secure my account',
    endsSessions: true,
    run: async (token) => {
      const { secureAccount } = await mutate(secureMutation, { input: { token } });
      return { title: '', text: '', leadsTo: '/login', flow: secureAccount.reset.flow };
    },
  },
  '/restore-account': {
    title: 'Keep your account?',
    text: 'Your account is closed and waits for its deletion. With one click you keep it, with all of its data.',
    submit: 'Keep my account',
    endsSessions: false,
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
    title: 'Cancel the change of your email address',
    text: 'Your account then keeps the email address that it has.',
    submit: 'Cancel the change',
    endsSessions: false,
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
    title: 'Undo the change of your email address',
    text: 'Your account gets this email address back. All devices are logged out, and the password stops working.',
    submit: 'Undo the change',
    endsSessions: true,
    run: async (token) => {
      const { undoEmailChange } = await mutate(undoMutation, { input: { token } });
      return {
        title: 'The change is undone',
        text: `Your email address is ${undoEmailChange.email} again. Now choose a new password.`,
        leadsTo: '/forgot',
      };
    },
  },
};
