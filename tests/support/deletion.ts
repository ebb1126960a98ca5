import type { Answer, Client, Person } from './client.ts';
import { mailedTo } from './mailed.ts';
import { startLogin } from './verification.ts';
import type { World } from './world.ts';

const step = `tokens { accessToken refreshToken user { id isActive } } next { challenge asks methods expiresIn }`;

export function deleteAccount(client: Client, token?: string): Promise<Answer> {
  return client.ask('mutation { deleteAccount { dueAt } }', {}, token === undefined ? {} : { token });
}

/** @param token the token of the mailed link. */
export function restoreAccount(client: Client, token: string): Promise<Answer> {
  const query = `mutation ($input: RestoreAccountInput!) { restoreAccount(input: $input) { ${step} } }`;
  return client.ask(query, { input: { token } });
}

/** Continues a login to a closing account. */
export function restoreByLogin(client: Client, challenge: string, proof: object = { restore: true }) {
  const query = `mutation ($input: ContinueLoginInput!) { continueLogin(input: $input) { ${step} } }`;
  return client.ask(query, { input: { challenge, ...proof } });
}

/** Begins a login to a closing account. @returns its challenge. */
export async function beginRestoring(world: World, person: Person): Promise<string> {
  return (await startLogin(world, person)).data.startLogin.next.challenge;
}

/** Closes the account of a new user. */
export async function closePerson(world: World) {
  const person = await world.addPerson();
  const tokens = await world.openSession(person);
  const { data } = await deleteAccount(world, tokens.accessToken);
  const link = (await mailedTo(world, person.email, 'account-closing')).token;
  return { person, tokens, link, dueAt: data.deleteAccount.dueAt as string };
}

/** Makes an account due for its deletion. */
export async function makeDue(world: World, { id }: { id: string }): Promise<void> {
  await world.sql(`update account_closings set due_at = now() - interval '1 second' where user_id = $1`, [
    id,
  ]);
}

export async function stateOf(world: World, { id }: { id: string }) {
  const [row] = await world.sql<{ isActive: boolean | null; isClosing: boolean; isDeleted: boolean }>(
    `select (select is_active from users where id = $1) as "isActive",
       exists (select from account_closings where user_id = $1) as "isClosing",
       exists (select from deleted_accounts where user_id = $1) as "isDeleted"`,
    [id],
  );
  return row;
}
