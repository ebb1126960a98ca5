import { nameAccount } from './forms.ts';
import { askSignedIn } from './own-session.ts';
import { parts } from './settings-parts.ts';

const document = `query { me { username ${parts.map(({ fields }) => fields).join(' ')} } }`;

/** Fills in the views with the account. */
export async function loadAccount(): Promise<void> {
  const me = await askSignedIn<{ username: string }>(document);
  nameAccount(me.username);
  for (const part of parts) part.show?.(me);
}
