import { askConfirmed } from './confirmation.ts';
import { emptyForms, onSubmit } from './forms.ts';
import { forget } from './own-session.ts';
import { asTime } from './page-texts.ts';
import { settingsTexts as texts } from './settings-texts.ts';
import { say, show } from './views.ts';

const dataDocument = 'query { myData { exportedAt sections { name entries } } }';
const deleteDocument = 'mutation { deleteAccount { dueAt } }';

/** Handles the download of the account's data, and the deletion of the account. */
export function offerData(): void {
  onSubmit('download', async () => {
    const data = await askConfirmed<object>(dataDocument);
    saveFile('account-data.json', JSON.stringify(data, null, 2));
  });

  onSubmit('delete', async () => {
    const { dueAt } = await askConfirmed<{ dueAt: string }>(deleteDocument);
    // All sessions have ended.
    forget();
    emptyForms();
    history.replaceState(null, '', location.pathname);
    const isClosing = new Date(dueAt) > new Date();
    say('deleted', isClosing ? texts.closed.replace('{time}', asTime(dueAt)) : texts.deleted);
    show('deleted');
  });
}

function saveFile(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser reads the content after the click.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
