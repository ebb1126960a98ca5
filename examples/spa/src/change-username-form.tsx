import { syncPasskeys } from 'graphql-auth-service-client/passkeys';
import { auth, renewUser } from './auth.ts';
import { Field } from './field.tsx';
import { Form, textOf } from './form.tsx';
import { graphql } from './gql/index.ts';
import { mutate } from './mutate.ts';

const changeMutation = graphql(`
  mutation ChangeUsername($input: ChangeUsernameInput!) {
    changeUsername(input: $input) {
      id
      username
    }
  }
`);

interface Props {
  username: string;
  onDone: (username: string) => void;
}

export function ChangeUsernameForm({ username, onDone }: Props) {
  const change = async (values: FormData) => {
    const { changeUsername } = await mutate(changeMutation, {
      input: { username: textOf(values, 'username') },
    });
    // If this fails, the next refresh brings the new name.
    await renewUser().catch(() => undefined);
    // Password managers then list the user's passkeys under the new name.
    void syncPasskeys(auth);
    onDone(changeUsername.username);
  };
  return (
    <Form title="Change your username" submit="Change username" sending="Changing…" onSubmit={change}>
      {(problem) => (
        <>
          <p>Your username is {username}. You can change it once in 30 days.</p>
          <Field
            label="New username"
            name="username"
            autoComplete="username"
            hint="3 to 32 letters, digits, dots, hyphens or underscores."
            problem={problem}
          />
        </>
      )}
    </Form>
  );
}
