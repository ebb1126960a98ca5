import { saveFile } from './files.ts';
import { accountName, onSubmit } from './forms.ts';
import { asTime } from './page-texts.ts';
import { settingsTexts as texts } from './settings-texts.ts';
import { say, show } from './views.ts';

let codes: readonly string[] = [];
let finish: () => Promise<void> = async () => undefined;

/** The service returns the codes only once, and the page forgets them when another view replaces theirs. */
export function showRecoveryCodes(next: readonly string[], done: () => Promise<void>): void {
  codes = next;
  finish = done;
  list();
  say('codes-kept', '');
  show('recovery-codes');
}

export function forgetRecoveryCodes(): void {
  codes = [];
  list();
}

function list(): void {
  const items = codes.map((code) => {
    const item = document.createElement('li');
    item.textContent = code;
    return item;
  });
  document.querySelector('#recovery-codes')?.replaceChildren(...items);
}

export function offerRecoveryCodes(): void {
  const asText = () => {
    const head = [location.host, accountName(), asTime(new Date().toISOString()), texts.codesRule];
    return [...head, '', ...codes, ''].join('\n');
  };

  onSubmit('codes-download', async () => {
    saveFile(texts.codesFile, 'text/plain', asText());
    say('codes-kept', texts.codesDownloaded);
  });

  onSubmit('codes-copy', async () => {
    try {
      await navigator.clipboard.writeText(codes.join('\n'));
      say('codes-kept', texts.codesCopied);
    } catch {
      say('codes-kept', texts.codesNotCopied);
    }
  });

  onSubmit('codes-done', () => finish());
}
