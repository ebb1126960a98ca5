import { Form } from './form.tsx';
import { graphql } from './gql/index.ts';
import { fetchOnce } from './mutate.ts';
import { saveFile } from './save-file.ts';

const dataQuery = graphql(`
  query MyData {
    myData {
      exportedAt
      sections {
        name
        entries
      }
    }
  }
`);

/** Offers everything that the service stores about the user, as a file. */
export function PersonalData({ onDone }: { onDone: () => void }) {
  const download = async () => {
    const { exportedAt, sections } = (await fetchOnce(dataQuery, {})).myData;
    // Apollo Client has added type names, which mean nothing to the user.
    const data = { exportedAt, sections: sections.map(({ name, entries }) => ({ name, entries })) };
    saveFile('my-data.json', JSON.stringify(data, null, 2), 'application/json');
    onDone();
  };
  return (
    <Form title="Your data" submit="Download my data" sending="One moment…" onSubmit={download}>
      {() => <p>A JSON file with everything that the service stores about you, without your password.</p>}
    </Form>
  );
}
