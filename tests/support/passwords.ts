import type { Answer, AskOptions, Client } from './client.ts';
import { mailedTo } from './mailed.ts';
import type { World } from './world.ts';

export const strong = 'gravel under seven boots';
export const stronger = 'the ferry leaves at dawn';

export interface ResetProof {
  token?: string | null;
  flow?: string | null;
  code?: string | null;
}

export function requestReset(client: Client, email: string, options: AskOptions = {}): Promise<Answer> {
  const query =
    'mutation ($input: RequestPasswordResetInput!) { requestPasswordReset(input: $input) { flow expiresIn } }';
  return client.ask(query, { input: { email } }, options);
}

export function reset(
  client: Client,
  proof: ResetProof,
  newPassword = strong,
  options: AskOptions = {},
): Promise<Answer> {
  const query = 'mutation ($input: ResetPasswordInput!) { resetPassword(input: $input) { revokedSessions } }';
  return client.ask(query, { input: { ...proof, newPassword } }, options);
}

export function change(
  client: Client,
  token: string,
  currentPassword: string | null,
  newPassword = strong,
): Promise<Answer> {
  const query = `mutation ($input: ChangePasswordInput!) {
    changePassword(input: $input) {
      accessToken refreshToken tokenType expiresIn refreshExpiresIn user { id username email }
    }
  }`;
  return client.ask(query, { input: { currentPassword, newPassword } }, { token });
}

export interface MailedProof {
  token: string;
  flow: string;
  code: string;
}

/** Requests a reset. @returns what the browser and the mail contain. */
export async function mailReset(world: World, email: string): Promise<MailedProof> {
  const { data } = await requestReset(world, email);
  const { token, code } = await mailedTo(world, email, 'reset-password');
  return { token, flow: data.requestPasswordReset.flow, code };
}

/** Clears the limits per mailbox, which would withhold the next mail. */
export async function forgetMailLimits(world: World): Promise<void> {
  await world.sql("delete from throttle_counters where key like 'mail-%'");
}
