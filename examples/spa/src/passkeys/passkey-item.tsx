import { useState } from 'react';
import { timeText } from '../time-text.ts';
import { RemovePasskeyForm } from './remove-passkey-form.tsx';
import { RenamePasskeyForm } from './rename-passkey-form.tsx';

export interface Passkey {
  id: string;
  name: string;
  provider?: string | null;
  isSynced: boolean;
  createdAt: string;
  lastUsedAt?: string | null;
}

interface Props {
  passkey: Passkey;
  onDone: (news: string) => Promise<void>;
}

export function PasskeyItem({ passkey, onDone }: Props) {
  const [form, setForm] = useState<'remove' | 'rename'>();
  const { id, name, provider, isSynced, createdAt, lastUsedAt } = passkey;
  const finish = async (news: string) => {
    setForm(undefined);
    await onDone(news);
  };
  return (
    <li>
      <h2>{name}</h2>
      <p className="hint" id={`passkey-${id}`}>
        {provider && `${provider}. `}
        {isSynced ? 'Synced between your devices. ' : 'On one device. '}
        Added {timeText(createdAt)}. {lastUsedAt ? `Last used ${timeText(lastUsedAt)}.` : 'Not used yet.'}
      </p>
      {form === 'rename' && <RenamePasskeyForm passkey={passkey} onDone={finish} />}
      {form === 'remove' && <RemovePasskeyForm passkey={passkey} onDone={finish} />}
      {form ? (
        <button type="button" className="plain" onClick={() => setForm(undefined)}>
          Keep {name}
        </button>
      ) : (
        <>
          <button
            type="button"
            className="plain"
            aria-describedby={`passkey-${id}`}
            onClick={() => setForm('rename')}
          >
            Rename {name}
          </button>
          <button
            type="button"
            className="plain"
            aria-describedby={`passkey-${id}`}
            onClick={() => setForm('remove')}
          >
            Remove {name}
          </button>
        </>
      )}
    </li>
  );
}
