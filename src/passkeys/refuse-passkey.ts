import type { Context } from '../feature/context.ts';
import { recordNow } from '../feature/unit-of-work.ts';
import { passkeyInvalid } from './passkeys.errors.ts';
import { passkeyRefused } from './passkeys.events.ts';
import { relyingParty } from './relying-party.ts';
import type { ClientData } from './web-authn-input.ts';

type Reason = Parameters<typeof passkeyRefused>[0]['reason'];

/** Only the log contains the reason. @throws PASSKEY_INVALID */
export async function refusePasskey(ctx: Context, reason: Reason, userId?: number): Promise<never> {
  await recordNow(ctx, passkeyRefused({ userId, reason }));
  throw passkeyInvalid();
}

/**
 * Checks what the browser says about the ceremony. The library would check it too, but would not say what is wrong.
 * @returns the page's origin. @throws PASSKEY_INVALID
 */
export async function requireClientData(
  ctx: Context,
  data: ClientData | undefined,
  expected: { type: 'webauthn.create' | 'webauthn.get'; challenges: readonly string[]; userId?: number },
): Promise<ClientData> {
  if (!data || data.type !== expected.type || !expected.challenges.includes(data.challenge))
    return refusePasskey(ctx, 'ceremony', expected.userId);
  // A page of another site may have embedded ours, to trick the user into a click.
  if (data.crossOrigin !== true && relyingParty(ctx.app).origins.includes(data.origin)) return data;
  // Operators need to see which origin is missing from PASSKEY_ORIGINS.
  ctx.log.warn({ origin: data.origin.slice(0, 200) }, 'a passkey was used on a page outside PASSKEY_ORIGINS');
  return refusePasskey(ctx, 'origin', expected.userId);
}
