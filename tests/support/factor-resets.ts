import type { Answer, Client } from './client.ts';
import { printed, runCommand } from './command-line.ts';
import { mailedTo } from './mailed.ts';
import { testSecretKey } from './tokens.ts';
import { type Enrolled, enrol } from './totp.ts';
import type { World } from './world.ts';

const settings = {
  SECRET_KEY: testSecretKey,
  NODE_ENV: 'production',
  JWT_ISSUER: 'http://localhost:4000',
  SMTP_URL: 'smtp://127.0.0.1:9',
  MAIL_FROM: 'Auth <no-reply@auth.example>',
};

/** Runs an admin command on the service's database, with a mail server unless `env` says otherwise. */
export async function admin(world: World, args: readonly string[], env: Record<string, string> = {}) {
  const done = await runCommand(args, { env: { ...settings, DATABASE_URL: world.database, ...env } });
  return { ...done, results: printed(done.stdout) };
}

export const resetFactors = (world: World, name: string, ...args: string[]) =>
  admin(world, ['users', 'reset-factors', name, ...args]);

export function cancelFactorReset(client: Client, token: string): Promise<Answer> {
  const query =
    'mutation ($input: CancelFactorResetInput!) { cancelFactorReset(input: $input) { username } }';
  return client.ask(query, { input: { token } });
}

/** Requests a reset for a new account with an authenticator. */
export async function requestReset(world: World): Promise<Enrolled & { link: string }> {
  const enrolled = await enrol(world);
  await resetFactors(world, enrolled.person.username);
  const { token: link } = await mailedTo(world, enrolled.person.email, 'factors-reset-requested');
  return { ...enrolled, link };
}

/** Makes a reset due. */
export async function makeDue(world: World, { id }: { id: string }): Promise<void> {
  await world.sql("update factor_resets set due_at = now() - interval '1 second' where user_id = $1", [id]);
}

/** Whether a reset is pending, and whether the account has an authenticator. */
export async function stateOf(world: World, { id }: { id: string }) {
  const [row] = await world.sql<{ isPending: boolean; hasTotp: boolean }>(
    `select exists (select from factor_resets where user_id = $1) as "isPending",
       exists (select from totp_credentials where user_id = $1) as "hasTotp"`,
    [id],
  );
  return row;
}
