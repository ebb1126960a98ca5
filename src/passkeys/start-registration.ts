import { randomBytes } from 'node:crypto';
import type { Account } from '../feature/account.ts';
import type { Context } from '../feature/context.ts';
import { makeAttempt } from '../feature/make-attempt.ts';
import { requireUser } from '../sessions/require-user.ts';
import { ceremonyLifetime, makeCeremony } from './ceremonies.ts';
import { addAttempt } from './passkey-attempts.ts';
import { type ListedPasskey, selectPasskeys } from './passkey-rows.ts';
import { tooManyPasskeys } from './passkeys.errors.ts';
import type { PasskeyCeremony, StartPasskeyRegistrationInput } from './passkeys.types.ts';
import { type RelyingParty, relyingParty } from './relying-party.ts';
import { descriptorOf } from './start-login.ts';
import { webAuthn } from './web-authn.ts';

/** More than users have devices. A browser has to handle the whole list at each registration. */
export const maxPasskeys = 20;

/**
 * ES256, EdDSA, RS256: what every supported Node.js verifies. Without this list, the library adds ML-DSA on newer versions,
 * and a replica on an older one would reject the passkey.
 */
export const algorithms = [-7, -8, -257];

/** $1: user, $2: a handle for an account that has none. */
const ensureHandle = `
  update users set webauthn_handle = coalesce(webauthn_handle, $2) where id = $1
  returning webauthn_handle as handle, extract(epoch from now())::float8 as now`;

/** @throws UNAUTHENTICATED, TOO_MANY_PASSKEYS, PASSKEYS_NOT_CONFIGURED, RATE_LIMITED */
export async function startPasskeyRegistration(
  ctx: Context,
  { automatic }: StartPasskeyRegistrationInput,
): Promise<PasskeyCeremony> {
  const party = relyingParty(ctx.app);
  const viewer = await requireUser(ctx);
  const { account } = viewer;
  return makeAttempt(ctx, { kind: addAttempt, accountId: account.id }, async (count) => {
    await count();
    const { database } = ctx.app;
    const values = [[account.id], party.id];
    const present = await database.read<ListedPasskey>('passkeys', selectPasskeys, values);
    if (present.length >= maxPasskeys) throw tooManyPasskeys({ max: maxPasskeys });
    const [user] = await database.change<{ handle: Buffer; now: number }>({
      name: 'ensure-webauthn-handle',
      text: ensureHandle,
      values: [account.id, randomBytes(32)],
    });
    if (!user) throw new Error('The account was deleted during the request.');
    const ceremony = makeCeremony(ctx, automatic ? 'automatic' : 'registration', user.now, viewer);
    const options = await creationOptions(party, account, { ceremony, automatic, present, ...user });
    return { ceremony, options, expiresIn: ceremonyLifetime };
  });
}

interface Registration {
  readonly ceremony: string;
  readonly automatic: boolean;
  readonly present: readonly ListedPasskey[];
  readonly handle: Buffer;
}

async function creationOptions(party: RelyingParty, { username }: Account, registration: Registration) {
  const { ceremony, automatic, present, handle } = registration;
  const { generateRegistrationOptions } = await webAuthn();
  return generateRegistrationOptions({
    rpID: party.id,
    rpName: party.name,
    userID: new Uint8Array(handle),
    userName: username,
    userDisplayName: username,
    challenge: new Uint8Array(Buffer.from(ceremony, 'base64url')),
    timeout: ceremonyLifetime * 1000,
    attestationType: 'none',
    excludeCredentials: present.map(descriptorOf),
    // No user is there to verify when a browser adds the passkey silently. Each login verifies the user.
    authenticatorSelection: {
      residentKey: 'required',
      userVerification: automatic ? 'preferred' : 'required',
    },
    supportedAlgorithmIDs: algorithms,
  });
}
