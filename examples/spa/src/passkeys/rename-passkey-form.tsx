import { Field } from '../field.tsx';
import { Form, textOf } from '../form.tsx';
import { graphql } from '../gql/index.ts';
import { mutate } from '../mutate.ts';
import type { Passkey } from './passkey-item.tsx';

const renameMutation = graphql(`
  mutation RenamePasskey($input: RenamePasskeyInput!) {
    renamePasskey(input: $input) {
      id
      name
    }
  }
`);

interface Props {
  passkey: Passkey;
  onDone: (news: string) => Promise<void>;
}

export function RenamePasskeyForm({ passkey: { id, name }, onDone }: Props) {
  const rename = async (values: FormData) => {
    const { renamePasskey } = await mutate(renameMutation, { input: { id, name: textOf(values, 'name') } });
    await onDone(`The passkey is now called ${renamePasskey.name}.`);
  };
  return (
    <Form submit="Rename" sending="Renaming…" onSubmit={rename}>
      {(problem) => <Field label={`New name of ${name}`} name="name" autoComplete="off" problem={problem} />}
    </Form>
  );
}
