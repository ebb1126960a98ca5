import type { Authenticator, Variation } from './authenticator.ts';
import type { Answer, AskOptions, Client } from './client.ts';

const step = `
  tokens { accessToken refreshToken user { id username } }
  next { challenge asks methods passkeyOptions }`;

const changed = `
  passkey { id name provider isSynced createdAt lastUsedAt }
  acceptedCredentialIds userHandle
  tokens { accessToken refreshToken }`;

export function startRegistration(client: Client, token: string, input: object = {}): Promise<Answer> {
  const query = `mutation ($input: StartPasskeyRegistrationInput) {
    startPasskeyRegistration(input: $input) { ceremony options expiresIn }
  }`;
  return client.ask(query, { input }, { token });
}

export function finishRegistration(client: Client, token: string, input: object): Promise<Answer> {
  const query = `mutation ($input: FinishPasskeyRegistrationInput!) {
    finishPasskeyRegistration(input: $input) { ${changed} }
  }`;
  return client.ask(query, { input }, { token });
}

/** Adds the authenticator's passkey to the account of the session. */
export async function addPasskey(
  client: Client,
  token: string,
  authenticator: Authenticator,
  { variation, name }: { variation?: Variation; name?: string } = {},
): Promise<Answer> {
  const started = await startRegistration(client, token);
  if (started.errors) return started;
  const { ceremony, options } = started.data.startPasskeyRegistration;
  const credential = authenticator.create(options, variation);
  return finishRegistration(client, token, { ceremony, credential, ...(name !== undefined && { name }) });
}

export function startLogin(client: Client, options: AskOptions = {}): Promise<Answer> {
  return client.ask('mutation { startPasskeyLogin { ceremony options expiresIn } }', {}, options);
}

export function finishLogin(client: Client, input: object, options: AskOptions = {}): Promise<Answer> {
  const query = `mutation ($input: FinishPasskeyLoginInput!) { finishPasskeyLogin(input: $input) { ${step} } }`;
  return client.ask(query, { input }, options);
}

/** The input of `finishPasskeyLogin` for a new ceremony. */
export async function assertionOf(client: Client, authenticator: Authenticator, variation?: Variation) {
  const { ceremony, options } = (await startLogin(client)).data.startPasskeyLogin;
  return { ceremony, credential: authenticator.get(options, variation) };
}

export async function logInWith(
  client: Client,
  authenticator: Authenticator,
  variation?: Variation,
): Promise<Answer> {
  return finishLogin(client, await assertionOf(client, authenticator, variation));
}

export function removePasskey(client: Client, token: string, id: string): Promise<Answer> {
  const query = `mutation ($input: RemovePasskeyInput!) { removePasskey(input: $input) { ${changed} } }`;
  return client.ask(query, { input: { id } }, { token });
}

export function renamePasskey(client: Client, token: string, input: object): Promise<Answer> {
  const query = 'mutation ($input: RenamePasskeyInput!) { renamePasskey(input: $input) { id name } }';
  return client.ask(query, { input }, { token });
}

export function listPasskeys(client: Client, token: string): Promise<Answer> {
  const query = '{ me { passkeys { id name provider isSynced createdAt lastUsedAt } } }';
  return client.ask(query, {}, { token });
}
