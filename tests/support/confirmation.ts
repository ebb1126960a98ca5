import type { Answer, Client } from './client.ts';

export interface Challenge {
  challenge: string;
  methods: string[];
  expiresIn: number;
}

export function startConfirmation(client: Client, token?: string): Promise<Answer> {
  return client.ask(
    'mutation { startConfirmation { challenge methods expiresIn } }',
    {},
    token ? { token } : {},
  );
}

/** Starts a confirmation. @returns its challenge. */
export async function challengeFor(client: Client, token: string): Promise<string> {
  return (await startConfirmation(client, token)).data.startConfirmation.challenge;
}

export function confirmIdentity(client: Client, input: object, token?: string): Promise<Answer> {
  const query = `mutation ($input: ConfirmIdentityInput!) {
    confirmIdentity(input: $input) {
      accessToken refreshToken tokenType expiresIn refreshExpiresIn user { id username email }
    }
  }`;
  return client.ask(query, { input }, token ? { token } : {});
}

/** Confirms with the password, as a client does. @returns the new access token. */
export async function confirmWithPassword(client: Client, token: string, password: string): Promise<string> {
  const challenge = await challengeFor(client, token);
  return (await confirmIdentity(client, { challenge, password }, token)).data.confirmIdentity.accessToken;
}
