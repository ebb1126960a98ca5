import { askConfirmed } from './confirmation.ts';
import { saveFile } from './files.ts';
import { emptyForms, onSubmit } from './forms.ts';
import { forget } from './own-session.ts';
import { asTime } from './page-texts.ts';
import { definePart } from './settings-part.ts';
import { settingsTexts as texts } from './settings-texts.ts';
import { say, show } from './views.ts';

const dataDocument = 'query { myData { exportedAt sections { name entries } } }';
const deleteDocument = 'mutation { deleteAccount { dueAt } }';

/** The download of the user's data, and the deletion of the account. */
export const dataPart = definePart({ fields: '', places: ['delete'], offer });

function offer(): void {
  onSubmit('download', async () => {
    const data = await askConfirmed<object>(dataDocument);
    saveFile('account-data.json', 'application/json', JSON.stringify(data, null, 2));
  });

  onSubmit('delete', async () => {
    const { dueAt } = await askConfirmed<{ dueAt: string }>(deleteDocument);
    // All sessions have ended.
    forget();
    emptyForms();
    history.replaceState(null, '', location.pathname + location.search);
    const isClosing = new Date(dueAt) > new Date();
    say('deleted', isClosing ? texts.closed.replace('{time}', asTime(dueAt)) : texts.deleted);
    show('deleted');
  });
}
