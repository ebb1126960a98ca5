import { type ReactNode, useState } from 'react';
import { View } from '../parts/view.tsx';
import { useUser } from '../session/use-session.ts';
import { useAllAuth, withLaterTexts } from '../texts/later.tsx';
import { useLoaded } from '../use-loaded.ts';
import { DataSection } from './data.tsx';
import { DevicesSection } from './devices.tsx';
import { Failed } from './failed.tsx';
import { type Me, meDocument, type Section, type SettingsState } from './me.ts';
import { PasskeysSection } from './passkeys.tsx';
import { ProfileSection } from './profile.tsx';
import { TwoStepSection } from './two-step.tsx';

interface Props {
  sections: readonly Section[];
  /** @param dueAt when the account will be deleted, in ISO 8601. */
  onDeleted: (dueAt: string) => void;
}

/** All sections of one user, or the form that the user has opened instead. */
export const Settings = withLaterTexts(function Settings({ sections, onDeleted }: Props) {
  const { store, texts } = useAllAuth();
  const user = useUser();
  const { data: me, error, reload } = useLoaded<Me>(meDocument);
  const [place, setPlace] = useState<ReactNode>();
  const [notice, setNotice] = useState('');
  const [wasOpen, setWasOpen] = useState(false);

  if (place) return place;
  if (!me)
    return (
      <View name="loading" title={texts.account.title}>
        {error ? <Failed error={error} onRetry={reload} /> : <p>{texts.session.loading}</p>}
      </View>
    );
  const state: SettingsState = {
    me,
    has: (section) => sections.includes(section),
    open: (next) => {
      setPlace(next);
      setNotice('');
      setWasOpen(true);
    },
    close: async (news = '') => {
      // The session has the user's name too.
      await Promise.all([reload(), news === '' ? undefined : store.renewUser().catch(() => undefined)]);
      setPlace(undefined);
      setNotice(news);
    },
    onDeleted,
  };
  const card = (key: string, names: readonly Section[], content: ReactNode) =>
    names.some((name) => sections.includes(name)) && (
      <div key={key} className="card">
        {content}
      </div>
    );
  return (
    <View name="account" title={texts.account.title} autoFocus={wasOpen} key={user?.id}>
      <p className="notice" role="status">
        {notice}
      </p>
      {error !== undefined && <Failed error={error} onRetry={reload} />}
      {card('profile', ['profile', 'email', 'password'], <ProfileSection {...state} />)}
      {card('factors', ['factors'], <TwoStepSection {...state} />)}
      {card('passkeys', ['passkeys'], <PasskeysSection {...state} />)}
      {card('devices', ['devices'], <DevicesSection {...state} />)}
      {card('data', ['data', 'delete'], <DataSection {...state} />)}
    </View>
  );
});
