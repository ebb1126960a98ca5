import type { Passkey } from '../../passkeys/documents.ts';
import { Field } from '../parts/field.tsx';
import { Form } from '../parts/form.tsx';
import { LinkTo } from '../parts/link.tsx';
import { View } from '../parts/view.tsx';
import { usePasskeySupport } from '../passkey-login.tsx';
import { useAllAuth } from '../texts/later.tsx';
import { timeText } from '../time-text.ts';
import { Back } from './back.tsx';
import type { SettingsState } from './me.ts';
import { useSend } from './use-send.ts';

export function PasskeysSection(state: SettingsState) {
  const { me, open } = state;
  const { texts, locale } = useAllAuth();
  const { passkeys: own } = texts;
  const isSupported = usePasskeySupport();
  return (
    <>
      <h2>{own.title}</h2>
      <p>{own.intro}</p>
      {me.passkeys.length === 0 && <p>{own.none}</p>}
      <ul className="cards">
        {me.passkeys.map((passkey) => (
          <li key={passkey.id}>
            <h3>{passkey.name}</h3>
            {passkey.isSynced && <p className="hint">{own.synced}</p>}
            <dl>
              {passkey.provider !== null && (
                <>
                  <dt>{own.provider}</dt>
                  <dd>{passkey.provider}</dd>
                </>
              )}
              <dt>{own.added}</dt>
              <dd>{timeText(passkey.createdAt, locale)}</dd>
              <dt>{own.used}</dt>
              <dd>
                {passkey.lastUsedAt === null ? own.script.neverUsed : timeText(passkey.lastUsedAt, locale)}
              </dd>
            </dl>
            <div className="row">
              <Form
                submit={own.rename.button}
                about={passkey.name}
                kind="plain"
                onSubmit={async () => open(<RenamePasskey passkey={passkey} {...state} />)}
              />
              <Form
                submit={own.remove.button}
                about={passkey.name}
                kind="plain"
                onSubmit={async () => open(<RemovePasskey passkey={passkey} {...state} />)}
              />
            </div>
          </li>
        ))}
      </ul>
      {isSupported ? (
        <ul className="links">
          <li>
            <LinkTo to={() => open(<AddPasskey {...state} />)}>{own.add.title}</LinkTo>
          </li>
        </ul>
      ) : (
        <p className="hint">{own.unsupported}</p>
      )}
    </>
  );
}

function AddPasskey({ close }: SettingsState) {
  const { client, texts } = useAllAuth();
  const { add, script } = texts.passkeys;
  const send = async ({ name = '' }) => {
    const { registerPasskey } = await import('../../passkeys.ts');
    const passkey = await registerPasskey(client, name.trim() === '' ? {} : { name });
    await close(script.passkeyAdded.replace('{name}', () => passkey.name));
  };
  return (
    <View name="add-passkey" title={add.title} autoFocus>
      <p>{add.intro}</p>
      <Form submit={add.submit} sending={texts.steps.waiting} onSubmit={send}>
        <Field name="name" autoComplete="off" required={false} {...add.name} />
      </Form>
      <Back close={close} />
    </View>
  );
}

type OfPasskey = SettingsState & { passkey: Passkey };

function RenamePasskey({ passkey: { id, name: before }, close }: OfPasskey) {
  const { rename, name: label, script } = useAllAuth().texts.passkeys;
  const send = useSend();
  const change = async ({ name = '' }) => {
    await send('mutation ($input: RenamePasskeyInput!) { renamePasskey(input: $input) { name } }', {
      id,
      name,
    });
    await close(script.passkeyRenamed);
  };
  return (
    <View name="rename-passkey" title={rename.title} autoFocus>
      <Form submit={rename.submit} onSubmit={change}>
        <Field name="name" autoComplete="off" defaultValue={before} {...label} />
      </Form>
      <Back close={close} />
    </View>
  );
}

function RemovePasskey({ passkey: { id, name }, close }: OfPasskey) {
  const { client, texts } = useAllAuth();
  const { remove, script } = texts.passkeys;
  const send = async () => {
    const { removePasskey } = await import('../../passkeys.ts');
    await removePasskey(client, id);
    await close(script.passkeyRemoved);
  };
  return (
    <View name="remove-passkey" title={remove.title} autoFocus>
      <p>
        <strong>{name}</strong>
      </p>
      <p>{remove.intro}</p>
      <Form submit={remove.submit} onSubmit={send} />
      <Back close={close} />
    </View>
  );
}
