import type { App } from '../feature/context.ts';
import type { MailLink } from '../feature/mail-kinds.ts';
import { codeOf, type SecretSeed, tokenOf } from '../one-time-secrets/secret-text.ts';
import type { ClaimedMail } from './mail-rows.ts';
import type { LinkText } from './mail-view.ts';

interface Row extends SecretSeed {
  secondsLeft: number;
}

/** The email of a secret may have changed since: its new link must not go to the old mailbox. */
const selectSecret = `
  select id, nonce, extract(epoch from expires_at - now())::float8 as "secondsLeft" from one_time_secrets
  where id = $1 and purpose = $2 and subject = $3 and used_at is null and now() < expires_at`;

/** @returns undefined if the link has ended. */
export async function linkOf(
  app: App,
  { purpose }: MailLink,
  mail: ClaimedMail,
): Promise<LinkText | undefined> {
  if (mail.secretId === null) return undefined;
  const values = [mail.secretId, purpose.name, mail.recipient];
  const [secret] = await app.database.read<Row>('secret-of-mail', selectSecret, values);
  if (!secret) return undefined;
  return {
    token: tokenOf(app, purpose, secret),
    code: codeOf(app, purpose, secret),
    flowId: mail.flowId,
    linkSeconds: secret.secondsLeft,
    codeSeconds: Math.min(secret.secondsLeft, purpose.codeLifetime - mail.age),
  };
}
