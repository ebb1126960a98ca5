import type { App } from '../feature/context.ts';
import type { MailLink } from '../feature/mail-kinds.ts';
import { codeOf, tokenOf } from '../one-time-secrets/secret-text.ts';
import type { ClaimedMail } from './mail-rows.ts';
import type { LinkText } from './mail-view.ts';

/** @returns undefined if the link no longer works. */
export function linkOf(
  app: App,
  { purpose }: MailLink,
  { secret, flowId, age }: ClaimedMail,
): LinkText | undefined {
  if (secret?.purpose !== purpose.name) return undefined;
  const { id, nonce, secondsLeft } = secret;
  const seed = { id, nonce: Buffer.from(nonce, 'hex') };
  return {
    token: tokenOf(app, purpose, seed),
    code: codeOf(app, purpose, seed),
    flowId,
    linkSeconds: secondsLeft,
    codeSeconds: Math.min(secondsLeft, purpose.codeLifetime - age),
  };
}
