import { Form } from './form.tsx';
import { graphql } from './gql/index.ts';
import { mutate } from './mutate.ts';

const deleteMutation = graphql(`
  mutation DeleteAccount {
    deleteAccount {
      dueAt
    }
  }
`);

interface Props {
  username: string;
  /** Called with the time of the deletion, once every session has ended. */
  onDone: (dueAt: string) => void;
}

export function DeleteAccountForm({ username, onDone }: Props) {
  const close = async () => onDone((await mutate(deleteMutation, {})).deleteAccount.dueAt);
  return (
    <Form title="Delete your account" submit="Delete my account" sending="Deleting…" onSubmit={close}>
      {() => (
        <>
          <p>The account {username} will be closed, and all devices will be logged out.</p>
          <p>
            The next page says when the account is deleted, with all of its data, and how you can restore it
            until then.
          </p>
        </>
      )}
    </Form>
  );
}
