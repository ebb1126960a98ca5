import type { App, Context } from '../feature/context.ts';
import { oncePer } from '../platform/once-per.ts';
import { openSealed, seal } from '../platform/tokens/sealed-secrets.ts';

export const totpPurpose = 'totp/v1';

/** A secret opens only for the account that it was sealed for. */
export const ownerOf = (userId: number | string) => `user/${userId}`;

const totpKeys = oncePer((app: App) => app.keysFor(totpPurpose));

export function sealSecret(app: App, userId: number, secret: Buffer): Buffer {
  return seal(totpKeys(app), ownerOf(userId), secret);
}

export interface OpenedSecret {
  readonly secret: Buffer;
  /** The secret sealed with the current key, if a previous key has sealed it. */
  readonly resealed: Buffer | null;
}

/** @returns undefined if the secret is lost, and logs why. */
export function openSecret(ctx: Context, userId: number, sealed: Buffer): OpenedSecret | undefined {
  const opened = openSealed(totpKeys(ctx.app), ownerOf(userId), sealed);
  if (!opened) {
    ctx.log.error(
      { userId },
      'cannot open the secret of an authenticator: the key that sealed it is neither SECRET_KEY nor SECRET_KEY_PREVIOUS, or the row belongs to another account',
    );
    return undefined;
  }
  const { plain: secret, isOutdated } = opened;
  return { secret, resealed: isOutdated ? sealSecret(ctx.app, userId, secret) : null };
}
