import { Form } from '../parts/form.tsx';
import { LinkTo } from '../parts/link.tsx';
import { View } from '../parts/view.tsx';
import { saveFile } from '../save-file.ts';
import { useAllAuth } from '../texts/later.tsx';
import { Back } from './back.tsx';
import { farewellOf } from './deleted.tsx';
import type { SettingsState } from './me.ts';
import { useSend } from './use-send.ts';

/** The download of the user's data, and the deletion of the account. */
export function DataSection(state: SettingsState) {
  const { has, open } = state;
  const { data } = useAllAuth().texts;
  const send = useSend();
  const download = async () => {
    const found = await send('query { myData { exportedAt sections { name entries } } }');
    saveFile('account-data.json', 'application/json', JSON.stringify(found, null, 2));
  };
  return (
    <>
      <h2>{data.data.title}</h2>
      {has('data') && (
        <>
          <p>{data.data.intro}</p>
          <Form submit={data.data.submit} kind="plain" onSubmit={download} />
        </>
      )}
      {has('delete') && (
        <p>
          <LinkTo to={() => open(<DeleteAccount {...state} />)}>{data.delete.title}</LinkTo>
        </p>
      )}
    </>
  );
}

function DeleteAccount({ me, close, onDeleted }: SettingsState) {
  const { store, texts, locale } = useAllAuth();
  const { delete: own } = texts.data;
  const send = useSend();
  const remove = async () => {
    const { dueAt } = await send<{ dueAt: string }>('mutation { deleteAccount { dueAt } }');
    store.say(farewellOf(dueAt, texts, locale));
    onDeleted(dueAt);
    // The deletion has ended every session.
    await store.logout();
  };
  return (
    <View name="delete" title={own.title} autoFocus>
      <p>
        <strong>{me.username}</strong>
      </p>
      <p>{own.intro}</p>
      <p>{texts.deletion}</p>
      <Form submit={own.submit} kind="danger" onSubmit={remove} />
      <Back close={close} />
    </View>
  );
}
