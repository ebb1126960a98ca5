import { type Answer, type Client, makePerson, type Person } from './client.ts';
import { type Mailed, mailedTo } from './mailed.ts';
import type { World } from './world.ts';

const asCaller = (token: string | undefined) => (token === undefined ? {} : { token });

export function requestEmailChange(client: Client, newEmail: string, token?: string): Promise<Answer> {
  const query =
    'mutation ($input: RequestEmailChangeInput!) { requestEmailChange(input: $input) { flow expiresIn } }';
  return client.ask(query, { input: { newEmail } }, asCaller(token));
}

export function confirmEmailChange(client: Client, input: object, token?: string): Promise<Answer> {
  const query = `mutation ($input: ConfirmEmailChangeInput!) {
    confirmEmailChange(input: $input) { accessToken refreshToken user { id email emailVerified } }
  }`;
  return client.ask(query, { input }, asCaller(token));
}

export function cancelEmailChange(client: Client, link?: string, token?: string): Promise<Answer> {
  const query = 'mutation ($input: CancelEmailChangeInput) { cancelEmailChange(input: $input) { id email } }';
  return client.ask(query, { input: link === undefined ? null : { token: link } }, asCaller(token));
}

export function undoEmailChange(client: Client, link: string, token?: string): Promise<Answer> {
  const query =
    'mutation ($input: UndoEmailChangeInput!) { undoEmailChange(input: $input) { email revokedSessions } }';
  return client.ask(query, { input: { token: link } }, asCaller(token));
}

export function changeUsername(client: Client, username: string, token?: string): Promise<Answer> {
  const query = 'mutation ($input: ChangeUsernameInput!) { changeUsername(input: $input) { id username } }';
  return client.ask(query, { input: { username } }, asCaller(token));
}

export type Owner = Person & { id: string };

/** An account whose email is verified. */
export async function addVerified(world: World): Promise<Owner> {
  const person = await world.addPerson();
  await world.sql('update users set email_verified_at = now() where id = $1', [person.id]);
  return person;
}

export interface PendingChange {
  readonly owner: Owner;
  /** The session that requested it. */
  readonly accessToken: string;
  readonly newEmail: string;
  readonly flow: string;
  /** To the new mailbox. */
  readonly mail: Mailed;
  /** To the old mailbox. */
  readonly notice: Mailed;
}

export async function requestChange(
  world: World,
  { owner, newEmail = makePerson().email }: { owner?: Owner; newEmail?: string } = {},
): Promise<PendingChange> {
  const who = owner ?? (await addVerified(world));
  const { accessToken } = await world.openSession(who);
  const { data } = await requestEmailChange(world, newEmail, accessToken);
  const mail = await mailedTo(world, newEmail, 'confirm-email');
  const notice = await mailedTo(world, who.email, 'email-change-requested');
  return { owner: who, accessToken, newEmail, flow: data.requestEmailChange.flow, mail, notice };
}

/** A confirmed change. */
export interface DoneChange extends PendingChange {
  /** The session that the confirmation opened. */
  readonly freshToken: string;
  /** The token of the undo link. */
  readonly undo: string;
}

export async function changeEmail(
  world: World,
  options: { owner?: Owner; newEmail?: string } = {},
): Promise<DoneChange> {
  const pending = await requestChange(world, options);
  const { owner, mail, accessToken } = pending;
  const { data } = await confirmEmailChange(world, { token: mail.token }, accessToken);
  const { token: undo } = await mailedTo(world, owner.email, 'email-change-undo');
  return { ...pending, freshToken: data.confirmEmailChange.accessToken, undo };
}

export async function rowOf(world: World, { id }: Owner): Promise<{ email: string; username: string }> {
  const [row] = await world.sql<{ email: string; username: string }>(
    'select email, username from users where id = $1',
    [id],
  );
  if (!row) throw new Error('The account is gone.');
  return row;
}
