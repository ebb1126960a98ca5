import { askConfirmed } from './confirmation.ts';
import { formNamed, onSubmit, onSubmitOf } from './forms.ts';
import { askSignedIn, keep } from './own-session.ts';
import { asTime } from './page-texts.ts';
import { domainOfPasskeys } from './passkey-login.ts';
import { signalAccepted } from './passkey-signals.ts';
import { type CreationOptions, canUsePasskeys, createPasskey } from './passkeys.ts';
import { type Tokens, tokenFields } from './sessions.ts';
import { definePart } from './settings-part.ts';
import { settingsTexts as texts } from './settings-texts.ts';
import { returnToAccount } from './settings-views.ts';
import { say, show } from './views.ts';

const startDocument = 'mutation { startPasskeyRegistration { ceremony options } }';
const finishDocument = `mutation ($input: FinishPasskeyRegistrationInput!) {
  finishPasskeyRegistration(input: $input) { passkey { name } }
}`;
const renameDocument = 'mutation ($input: RenamePasskeyInput!) { renamePasskey(input: $input) { name } }';
const removeDocument = `mutation ($input: RemovePasskeyInput!) {
  removePasskey(input: $input) { acceptedCredentialIds userHandle tokens { ${tokenFields} } }
}`;

interface Passkey {
  id: string;
  name: string;
  provider: string | null;
  isSynced: boolean;
  createdAt: string;
  lastUsedAt: string | null;
}

interface Removed {
  acceptedCredentialIds: string[];
  userHandle: string;
  tokens: Tokens | null;
}

const list = document.querySelector('#passkeys') as HTMLElement;
const template = document.querySelector('#passkey') as HTMLTemplateElement;

/** The passkey that the user renames or removes. */
let chosen: Passkey | undefined;

export const passkeysPart = definePart<{ passkeys: readonly Passkey[] }>({
  fields: 'passkeys { id name provider isSynced createdAt lastUsedAt }',
  places: ['add-passkey'],
  offer,
  show({ passkeys }) {
    chosen = undefined;
    list.replaceChildren(...passkeys.map(asItem));
    (document.querySelector('#no-passkeys') as HTMLElement).hidden = passkeys.length > 0;
  },
});

function offer(): void {
  (document.querySelector('#passkeys-unsupported') as HTMLElement).hidden = canUsePasskeys();

  onSubmit('add-passkey', async ({ name = '' }) => {
    const { ceremony, options } = await askConfirmed<{ ceremony: string; options: CreationOptions }>(
      startDocument,
    );
    const credential = await createPasskey(options);
    const input = { ceremony, credential, ...(name.trim() !== '' && { name }) };
    const { passkey } = await askSignedIn<{ passkey: { name: string } }>(finishDocument, input);
    await returnToAccount(texts.passkeyAdded.replace('{name}', () => passkey.name));
  });

  onSubmit('rename-passkey', async ({ name }) => {
    await askSignedIn(renameDocument, { id: chosen?.id, name });
    await returnToAccount(texts.passkeyRenamed);
  });

  onSubmit('remove-passkey', async () => {
    const removed = await askConfirmed<Removed>(removeDocument, { id: chosen?.id });
    if (removed.tokens) keep(removed.tokens);
    await tellBrowser(removed).catch(() => undefined);
    await returnToAccount(texts.passkeyRemoved);
  });
}

async function tellBrowser({ userHandle, acceptedCredentialIds }: Removed): Promise<void> {
  await signalAccepted(await domainOfPasskeys(), userHandle, acceptedCredentialIds);
}

function asItem(passkey: Passkey): Node {
  const item = template.content.cloneNode(true) as DocumentFragment;
  const part = (name: string) => item.querySelector(`[data-part="${name}"]`) as HTMLElement;
  part('name').textContent = passkey.name;
  part('provider').textContent = passkey.provider;
  for (const name of ['provider-title', 'provider']) part(name).hidden = passkey.provider === null;
  part('synced').hidden = !passkey.isSynced;
  part('added').textContent = asTime(passkey.createdAt);
  part('used').textContent = passkey.lastUsedAt === null ? texts.neverUsed : asTime(passkey.lastUsedAt);
  for (const form of item.querySelectorAll('form')) {
    // Screen readers need a different name for each of these buttons.
    const button = form.querySelector('button') as HTMLButtonElement;
    button.setAttribute('aria-label', `${button.textContent}: ${passkey.name}`);
    onSubmitOf(form, async () =>
      open(form.dataset.form === 'rename' ? 'rename-passkey' : 'remove-passkey', passkey),
    );
  }
  return item;
}

function open(view: 'rename-passkey' | 'remove-passkey', passkey: Passkey): void {
  chosen = passkey;
  say('passkey', passkey.name);
  const input = formNamed('rename-passkey').querySelector<HTMLInputElement>('[name="name"]');
  if (input) input.value = passkey.name;
  // Otherwise the link back to the account would change nothing.
  history.replaceState(null, '', location.pathname);
  show(view);
}
