import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { until } from '../../../tests/support/left-behind.ts';

/** Waits for a mail in a service's data folder whose text has this part. @returns the newest mail's link and code. */
export async function mailTo(
  folder: string,
  email: string,
  part: string,
): Promise<{ link: string; code: string }> {
  const mailFolder = path.join(folder, 'mails');
  let text: string | undefined;
  await until(`a mail with ${part}`, () => {
    // The first mail creates the folder.
    const names = existsSync(mailFolder)
      ? readdirSync(mailFolder).filter((name) => name.endsWith('.json'))
      : [];
    const mails = names
      .toSorted()
      .map((name) => JSON.parse(readFileSync(path.join(mailFolder, name), 'utf8')));
    text = mails.findLast((mail) => mail.recipient === email && mail.text.includes(part))?.text;
    return text !== undefined;
  });
  const [link = ''] = /http:\S+#token=[\w.-]+/.exec(text ?? '') ?? [];
  const [code = ''] = /\b[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}\b/.exec(text ?? '') ?? [];
  return { link, code };
}
