import { Form } from '../parts/form.tsx';
import { useAllAuth } from '../texts/later.tsx';
import { timeText } from '../time-text.ts';
import type { Device, SettingsState } from './me.ts';
import { useSend } from './use-send.ts';

const endDocument = 'mutation ($input: EndSessionInput!) { endSession(input: $input) { revokedSessions } }';

/** The account's sessions, this browser's first. */
export function DevicesSection({ me: { sessions }, close }: SettingsState) {
  const { store, texts, locale } = useAllAuth();
  const { devices: own, logOut, script } = texts.devices;
  const send = useSend();
  const sorted = [...sessions].sort((a, b) => Number(b.isCurrent) - Number(a.isCurrent));
  const end =
    ({ id, device, isCurrent }: Device) =>
    async () => {
      if (isCurrent) return store.logout();
      await send(endDocument, { id });
      await close(script.deviceEnded.replace('{device}', () => device));
    };
  const endOthers = async () => {
    await store.logout('OTHERS');
    await close(script.devicesEnded.replace('{count}', String(sessions.length - 1)));
  };
  return (
    <>
      <h2>{own.title}</h2>
      <ul className="cards">
        {sorted.map((session) => (
          <li key={session.id}>
            <h3>{session.device}</h3>
            {session.isCurrent && <p className="hint">{own.current}</p>}
            <dl>
              <dt>{own.used}</dt>
              <dd>{timeText(session.lastUsedAt, locale)}</dd>
              <dt>{own.since}</dt>
              <dd>{timeText(session.createdAt, locale)}</dd>
              <dt>{own.ipAddress}</dt>
              <dd>{session.ipAddress ?? '–'}</dd>
            </dl>
            <Form submit={logOut} about={session.device} kind="plain" onSubmit={end(session)} />
          </li>
        ))}
      </ul>
      {sessions.length > 1 && <Form submit={own.endOthers} kind="plain" onSubmit={endOthers} />}
    </>
  );
}
