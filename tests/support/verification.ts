import { setTimeout as sleep } from 'node:timers/promises';
import { type Answer, type AskOptions, type Client, codes, type Person } from './client.ts';
import { type Mailed, mailedTo } from './mailed.ts';
import type { World } from './world.ts';

const tokens = 'tokens { accessToken refreshToken user { id username email emailVerified } }';
const step = `${tokens} next { challenge asks methods expiresIn }`;

export function startSignup(
  client: Client,
  input: Person & { locale?: string },
  options: AskOptions = {},
): Promise<Answer> {
  const query = 'mutation ($input: SignupInput!) { startSignup(input: $input) { flow expiresIn } }';
  return client.ask(query, { input }, options);
}

export function completeSignup(client: Client, input: object): Promise<Answer> {
  return client.ask(`mutation ($input: CompleteSignupInput!) { completeSignup(input: $input) { ${step} } }`, {
    input,
  });
}

export function cancelSignup(client: Client, token: string): Promise<Answer> {
  return client.ask(
    'mutation ($input: CancelSignupInput!) { cancelSignup(input: $input) { cancelledSignups } }',
    { input: { token } },
  );
}

export function requestVerification(client: Client, token?: string): Promise<Answer> {
  return client.ask('mutation { requestEmailVerification { flow expiresIn } }', {}, token ? { token } : {});
}

export function verifyEmail(client: Client, input: object, token?: string): Promise<Answer> {
  const query = 'mutation ($input: VerifyEmailInput!) { verifyEmail(input: $input) { id emailVerified } }';
  return client.ask(query, { input }, token ? { token } : {});
}

export function startLogin(
  client: Client,
  { username, password }: Pick<Person, 'username' | 'password'>,
): Promise<Answer> {
  return client.ask(`mutation ($input: LoginInput!) { startLogin(input: $input) { ${step} } }`, {
    input: { username, password },
  });
}

export function continueLogin(client: Client, challenge: string, emailCode: string): Promise<Answer> {
  return client.ask(`mutation ($input: ContinueLoginInput!) { continueLogin(input: $input) { ${step} } }`, {
    input: { challenge, emailCode },
  });
}

/** Starts a signup. @returns its flow and its mail. */
export async function beginSignup(world: World, person: Person): Promise<{ flow: string; mail: Mailed }> {
  const { data } = await startSignup(world, person);
  return { flow: data.startSignup.flow, mail: await mailedTo(world, person.email) };
}

/** Clears the counters of all limits. */
export async function forgetLimits(world: World): Promise<void> {
  await world.sql('delete from throttle_counters');
}

/** The types of the events since the log was cleared, without those of requests. */
export function eventsOf(world: World): string[] {
  return world.log
    .map((line) => JSON.parse(line))
    .filter(({ event }) => event)
    .map(({ event }) => [event.type, event.reason].filter(Boolean).join(' '));
}

const mayRetry = new Set(['TEMPORARILY_UNAVAILABLE', 'OVERLOADED']);

/**
 * Retries as docs/errors.md tells clients to. With serializable isolation, many transactions that race for one row may give
 * up. On a busy machine, the last one may wait too long for the row's lock or for a connection.
 */
export async function persist(run: () => Promise<Answer>): Promise<Answer> {
  for (let tries = 1; ; tries += 1) {
    const answer = await run();
    if (!codes(answer).some((code) => mayRetry.has(code)) || tries === 10) return answer;
    await sleep(100 * tries * Math.random());
  }
}

/** Every row of every table, as text. */
export async function dump(world: World): Promise<string> {
  const tables = await world.sql<{ name: string }>(
    "select table_name as name from information_schema.tables where table_schema = 'public'",
  );
  const parts = [];
  for (const { name } of tables) {
    const [row] = await world.sql<{ text: string }>(
      `select coalesce(string_agg(to_jsonb(t)::text, E'\\n'), '') as text from "${name}" as t`,
    );
    parts.push(`${name}\n${row?.text}`);
  }
  return parts.join('\n');
}

/** The reason for which a link was rejected. */
export function reasonsOf({ errors = [] }: Answer): string[] {
  return errors.map(({ extensions }) => [extensions.code, extensions.reason].filter(Boolean).join(' '));
}
