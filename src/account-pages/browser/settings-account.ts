import { formNamed, nameAccount } from './forms.ts';
import { askSignedIn } from './own-session.ts';
import { type Device, deviceFields, listDevices } from './settings-devices.ts';
import { canConfirmPending } from './settings-profile.ts';
import { settingsTexts as texts } from './settings-texts.ts';
import { say } from './views.ts';

const document = `query { me { id username email emailVerified emailStatus pendingEmail ${deviceFields} } }`;

interface Me {
  id: string;
  username: string;
  email: string;
  emailVerified: boolean;
  emailStatus: string;
  /** Null if no change is pending. */
  pendingEmail: string | null;
  sessions: readonly Device[];
}

/** Fills in the views with the account. */
export async function loadAccount(): Promise<void> {
  const me = await askSignedIn<Me>(document);
  nameAccount(me.username);
  say('username', me.username);
  say('email', me.email);
  say('email-state', stateOf(me));
  say('pending-email', me.pendingEmail ?? '');
  (window.document.querySelector('#pending-email') as HTMLElement).hidden = me.pendingEmail === null;
  formNamed('pending-code').hidden = !canConfirmPending();
  formNamed('verify-email').hidden = me.emailVerified;
  listDevices(me.sessions);
}

function stateOf({ emailVerified, emailStatus }: Me): string {
  if (emailStatus === 'REFUSED') return texts.refused;
  return emailVerified ? texts.verified : texts.notVerified;
}
