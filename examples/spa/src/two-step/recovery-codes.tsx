import { useEffect, useState } from 'react';
import { auth } from '../auth.ts';
import { Heading } from '../heading.tsx';
import { saveFile } from '../save-file.ts';
import { timeText } from '../time-text.ts';

interface Props {
  codes: readonly string[];
  onSaved: () => void;
}

/** The service shows these codes only once. */
export function RecoveryCodes({ codes, onSaved }: Props) {
  const [news, setNews] = useState('');
  const text = `${codes.join('\n')}\n`;
  const rule = 'Each code works once, instead of the authenticator app or a passkey.';

  useEffect(() => {
    const keepOpen = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', keepOpen);
    return () => window.removeEventListener('beforeunload', keepOpen);
  }, []);

  const download = () => {
    const head = [location.host, auth.currentUser?.username, timeText(Date.now()), rule];
    saveFile('recovery-codes.txt', `${head.join('\n')}\n\n${text}`, 'text/plain');
    setNews('Downloaded. Keep the file where you can find it without this device.');
  };
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setNews('Copied. Paste the codes into your password manager, or print them.'),
      () => setNews('The browser did not allow it. Download the codes, or write them down.'),
    );
  return (
    <>
      <Heading>Save your recovery codes</Heading>
      <p>
        If you lose your authenticator app or your passkey, each of these codes replaces it once. This page
        shows them only now, and earlier codes no longer work.
      </p>
      <ol className="codes">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ol>
      <button type="button" className="plain" onClick={download}>
        Download
      </button>
      <button type="button" className="plain" onClick={copy}>
        Copy
      </button>
      <p role="status">{news}</p>
      <button type="button" onClick={onSaved}>
        I have saved them
      </button>
    </>
  );
}
