import { Secret, TOTP } from 'otpauth';
import type { Answer, AskOptions, Client, Person, Tokens } from './client.ts';
import { continueWith } from './second-factors.ts';
import { startLogin } from './verification.ts';
import type { World } from './world.ts';

const session = 'accessToken refreshToken tokenType expiresIn refreshExpiresIn user { id username }';

export interface Enrolment {
  secret: string;
  otpauthUri: string;
  expiresIn: number;
}

export function startTotp(client: Client, token?: string): Promise<Answer> {
  const query = 'mutation { startTotp { secret otpauthUri expiresIn } }';
  return client.ask(query, {}, token === undefined ? {} : { token });
}

export function confirmTotp(client: Client, code: string, token?: string): Promise<Answer> {
  const query = `mutation ($input: ConfirmTotpInput!) {
    confirmTotp(input: $input) { recoveryCodes tokens { ${session} } }
  }`;
  return client.ask(query, { input: { code } }, token === undefined ? {} : { token });
}

export function removeTotp(client: Client, token?: string): Promise<Answer> {
  const query = `mutation { removeTotp { ${session} } }`;
  return client.ask(query, {}, token === undefined ? {} : { token });
}

/** The code that an authenticator shows, in the current time step or `later` steps after it. */
export function codeOf(secret: string, later = 0): string {
  const timestamp = Date.now() + later * 30_000;
  return TOTP.generate({ secret: Secret.fromBase32(secret), timestamp });
}

/** A code that is wrong in every step of the window. */
export function wrongCodeOf(secret: string): string {
  const shown = [-2, -1, 0, 1, 2].map((later) => codeOf(secret, later));
  return (
    ['123456', '234567', '345678', '456789', '567890', '678901'].find((code) => !shown.includes(code)) ?? ''
  );
}

/** Lets the authenticator's current code work again, as if time had passed since its last use. */
export async function passTime(world: World, { id }: { id: string }): Promise<void> {
  await world.sql('update totp_credentials set last_step = last_step - 10 where user_id = $1', [id]);
}

export interface Enrolled {
  person: Person & { id: string };
  secret: string;
  recoveryCodes: string[];
  tokens: Tokens;
}

/** Sets up an authenticator through the API, for a new account unless a session is given. Its current code works. */
export async function enrol(world: World): Promise<Enrolled> {
  const person = await world.addPerson();
  const { accessToken } = await world.openSession(person);
  const { data } = await startTotp(world, accessToken);
  const { secret } = data.startTotp;
  const { recoveryCodes, tokens } = (await confirmTotp(world, codeOf(secret), accessToken)).data.confirmTotp;
  for (const recoveryCode of recoveryCodes) world.watch({ recoveryCode });
  await passTime(world, person);
  return { person, secret, recoveryCodes, tokens };
}

/** Begins a login with the password. @returns its challenge. */
export async function challengeOf(
  client: Client,
  person: Pick<Person, 'username' | 'password'>,
): Promise<string> {
  return (await startLogin(client, person)).data.startLogin.next.challenge;
}

/** Logs in with the password and a code. */
export async function logInWith(
  client: Client,
  person: Pick<Person, 'username' | 'password'>,
  proof: object,
  options: AskOptions = {},
): Promise<Answer> {
  return continueWith(client, await challengeOf(client, person), proof, options);
}

export async function liveSessions(world: World, { id }: { id: string }): Promise<{ level: number }[]> {
  return world.sql<{ level: number }>(
    'select level from sessions where user_id = $1 and revoked_at is null',
    [id],
  );
}
