import { systemContext } from '../../src/feature/context.ts';
import { inTransaction } from '../../src/feature/unit-of-work.ts';
import { issueRecoveryCodes } from '../../src/second-factors/recovery-codes.ts';
import type { Answer, AskOptions, Client } from './client.ts';
import type { World } from './world.ts';

const step = `
  tokens { accessToken refreshToken user { id username } }
  next { challenge asks methods expiresIn totpEnrolment { secret otpauthUri expiresIn } }
  recoveryCodes`;

/** @param proof such as `{ totp: '123456' }`. */
export function continueWith(
  client: Client,
  challenge: string,
  proof: object,
  options: AskOptions = {},
): Promise<Answer> {
  const query = `mutation ($input: ContinueLoginInput!) { continueLogin(input: $input) { ${step} } }`;
  return client.ask(query, { input: { challenge, ...proof } }, options);
}

/** Gives the account an authenticator that shows no valid code, without a request. @returns its recovery codes. */
export async function addLostAuthenticator(world: World, { id }: { id: string }): Promise<string[]> {
  await world.sql(
    "insert into totp_credentials (user_id, secret, last_step) values ($1, '\\x00', 9999999999)",
    [id],
  );
  const ctx = systemContext(world.app, 'cli:test');
  const codes = await inTransaction(ctx, () => issueRecoveryCodes(ctx, Number(id)));
  for (const code of codes) world.watch({ recoveryCode: code });
  return codes;
}

/** The text as a Japanese keyboard may type it. */
export const fullWidth = (text: string) =>
  text.replace(/[!-~]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0));
