import { onSubmit, onSubmitOf } from './forms.ts';
import { askSignedIn, signOutOthers } from './own-session.ts';
import { asTime } from './page-texts.ts';
import { definePart } from './settings-part.ts';
import { settingsTexts as texts } from './settings-texts.ts';
import { returnToAccount, signOutHere } from './settings-views.ts';

const endDocument = 'mutation ($input: EndSessionInput!) { endSession(input: $input) { revokedSessions } }';

export const devicesPart = definePart<{ sessions: readonly Device[] }>({
  fields: 'sessions { id isCurrent device createdAt lastUsedAt ipAddress }',
  offer: offerToEndOthers,
  show: ({ sessions }) => listDevices(sessions),
});

interface Device {
  id: string;
  isCurrent: boolean;
  device: string;
  createdAt: string;
  lastUsedAt: string;
  ipAddress: string | null;
}

const list = document.querySelector('#devices') as HTMLElement;
const template = document.querySelector('#device') as HTMLTemplateElement;
const others = document.querySelector('#other-devices') as HTMLElement;

/** Lists the account's sessions, this browser's first. */
function listDevices(devices: readonly Device[]): void {
  const sorted = [...devices].sort((a, b) => Number(b.isCurrent) - Number(a.isCurrent));
  list.replaceChildren(...sorted.map(asItem));
  others.hidden = devices.length < 2;
}

function offerToEndOthers(): void {
  onSubmit('end-others', async () => {
    const count = await signOutOthers();
    await returnToAccount(texts.devicesEnded.replace('{count}', String(count)));
  });
}

function asItem(device: Device): Node {
  const item = template.content.cloneNode(true) as DocumentFragment;
  const part = (name: string) => item.querySelector(`[data-part="${name}"]`) as HTMLElement;
  part('name').textContent = device.device;
  part('current').hidden = !device.isCurrent;
  part('used').textContent = asTime(device.lastUsedAt);
  part('since').textContent = asTime(device.createdAt);
  part('ip-address').textContent = device.ipAddress ?? '–';
  const form = item.querySelector('form') as HTMLFormElement;
  // Screen readers need a different name for each of these buttons.
  const button = form.querySelector('button') as HTMLButtonElement;
  button.setAttribute('aria-label', `${button.textContent}: ${device.device}`);
  onSubmitOf(form, () => (device.isCurrent ? signOutHere() : end(device)));
  return item;
}

async function end({ id, device }: Device): Promise<void> {
  await askSignedIn(endDocument, { id });
  await returnToAccount(texts.deviceEnded.replace('{device}', () => device));
}
