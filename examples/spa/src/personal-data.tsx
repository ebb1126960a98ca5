import { Form } from './form.tsx';
import { graphql } from './gql/index.ts';
import { fetchOnce } from './mutate.ts';

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
    saveFile('my-data.json', JSON.stringify(data, null, 2));
    onDone();
  };
  return (
    <Form title="Your data" submit="Download my data" sending="One moment…" onSubmit={download}>
      {() => <p>A JSON file with everything that the service stores about you, without your password.</p>}
    </Form>
  );
}

function saveFile(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  Object.assign(document.createElement('a'), { href: url, download: name }).click();
  // The browser still has to read it.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
