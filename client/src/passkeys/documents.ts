import { tokens } from '../core/service.ts';
import { step } from '../login/documents.ts';

const passkey = 'id name provider isSynced createdAt lastUsedAt';

export const documents = {
  startLogin: 'mutation { startPasskeyLogin { ceremony options expiresIn } }',
  finishLogin: `mutation ($input: FinishPasskeyLoginInput!) { finishPasskeyLogin(input: $input) { ${step} } }`,
  startRegistration:
    'mutation ($input: StartPasskeyRegistrationInput!) { startPasskeyRegistration(input: $input) { ceremony options expiresIn } }',
  finishRegistration: `mutation ($input: FinishPasskeyRegistrationInput!) { finishPasskeyRegistration(input: $input) { passkey { ${passkey} } tokens { ${tokens} } } }`,
  remove: `mutation ($input: RemovePasskeyInput!) { removePasskey(input: $input) { tokens { ${tokens} } } }`,
  signals: 'query { me { username passkeySignals { rpId userHandle acceptedCredentialIds } } }',
};

/** What the service sends for the browser. */
export interface Ceremony<Options> {
  ceremony: string;
  options: Options;
  expiresIn: number;
}

export interface Passkey {
  /** The credential id, in base64url. */
  id: string;
  name: string;
  /** The product that keeps the passkey, such as "iCloud Keychain". Unverified; null if unknown. */
  provider: string | null;
  isSynced: boolean;
  createdAt: string;
  lastUsedAt: string | null;
}
