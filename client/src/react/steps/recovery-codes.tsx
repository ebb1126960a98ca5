import { useEffect, useState } from 'react';
import { Form } from '../parts/form.tsx';
import { View } from '../parts/view.tsx';
import { saveFile } from '../save-file.ts';
import { useUser } from '../session/use-session.ts';
import { useAllAuth, withLaterTexts } from '../texts/later.tsx';
import { timeText } from '../time-text.ts';

interface Props {
  codes: readonly string[];
  onSaved: () => unknown;
}

/** The service shows these codes only once, so the browser asks before it closes the page. */
export const RecoveryCodes = withLaterTexts(function RecoveryCodes({ codes, onSaved }: Props) {
  const { texts, locale } = useAllAuth();
  const { codes: view, script } = texts.twoStep;
  const user = useUser();
  const [news, setNews] = useState('');

  useEffect(() => {
    const keepOpen = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', keepOpen);
    return () => window.removeEventListener('beforeunload', keepOpen);
  }, []);

  const download = async () => {
    const head = [location.host, user?.username, timeText(Date.now(), locale), script.codesRule];
    saveFile(script.codesFile, 'text/plain', [...head, '', ...codes, ''].join('\n'));
    setNews(script.codesDownloaded);
  };
  const copy = () =>
    navigator.clipboard.writeText(`${codes.join('\n')}\n`).then(
      () => setNews(script.codesCopied),
      () => setNews(script.codesNotCopied),
    );
  return (
    <View name="recovery-codes" title={view.title} autoFocus>
      <p>{view.intro}</p>
      <ul className="codes">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <Form submit={view.download} kind="plain" onSubmit={download} />
      <Form submit={view.copy} kind="plain" onSubmit={copy} />
      <p className="hint" role="status">
        {news}
      </p>
      <Form submit={view.done} onSubmit={async () => onSaved()} />
    </View>
  );
});
