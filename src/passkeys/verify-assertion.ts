import { type Account, loginColumns, pickAccount } from '../feature/account.ts';
import type { Context } from '../feature/context.ts';
import { recordNow } from '../feature/unit-of-work.ts';
import { passkeyUnknown } from './passkeys.errors.ts';
import { passkeyRefused } from './passkeys.events.ts';
import { refusePasskey, requireClientData } from './refuse-passkey.ts';
import { relyingParty } from './relying-party.ts';
import { webAuthn } from './web-authn.ts';
import { type AssertionJson, readClientData } from './web-authn-input.ts';

/** $1: credential. Always returns a row, with the database's time. */
const selectPasskey = `
  select extract(epoch from now())::float8 as now, p.public_key as "publicKey", p.is_multi_device as "isMultiDevice",
    u.webauthn_handle as "handle", ${loginColumns}
  from (select 1) as one
    left join passkeys as p on p.credential_id = $1
    left join users as u on u.id = p.user_id`;

interface FoundRow extends Account {
  now: number;
  publicKey: Buffer | null;
  isMultiDevice: boolean;
  handle: Buffer | null;
}

/** A signature by a passkey of the account. */
export interface VerifiedAssertion {
  readonly account: Account;
  readonly credentialId: Buffer;
  readonly counter: number;
  readonly isBackedUp: boolean;
  /** `amr` values (RFC 8176). The passkey is both a device and what unlocks it. */
  readonly methods: readonly [string, ...string[]];
}

interface Expected {
  /** @returns the challenges to accept at this time by the database's clock. */
  challenges(now: number): readonly string[];
  /** Set if the account is already known. */
  readonly userId?: number;
}

/** @throws PASSKEY_UNKNOWN, PASSKEY_INVALID */
export async function verifyAssertion(
  ctx: Context,
  json: AssertionJson,
  { challenges, userId }: Expected,
): Promise<VerifiedAssertion> {
  const credentialId = Buffer.from(json.id, 'base64url');
  const [row] = await ctx.app.database.read<FoundRow>('passkey', selectPasskey, [credentialId]);
  if (!row) throw new Error('PostgreSQL returned no row for the current time.');
  const expected = {
    type: 'webauthn.get',
    challenges: challenges(row.now),
    ...(userId && { userId }),
  } as const;
  const { origin } = await requireClientData(ctx, readClientData(json.response.clientDataJSON), expected);
  if (!row.publicKey) return refuseUnknown(ctx, json.id, userId);
  if (userId !== undefined && row.id !== userId) return refusePasskey(ctx, 'other-account', userId);
  const { userHandle } = json.response;
  // A login has no other proof of whose passkey it is, so the authenticator has to say it (WebAuthn Level 3, 7.2).
  const isOwner = userHandle ? userHandle === row.handle?.toString('base64url') : userId !== undefined;
  if (!isOwner) return refusePasskey(ctx, 'invalid', row.id);
  const info = await verify(ctx, json, { ...row, publicKey: row.publicKey }, origin);
  return {
    account: pickAccount(row),
    credentialId,
    counter: info.newCounter,
    isBackedUp: info.credentialBackedUp,
    methods: [row.isMultiDevice ? 'swk' : 'hwk', 'user'],
  };
}

async function refuseUnknown(ctx: Context, credentialId: string, userId?: number): Promise<never> {
  await recordNow(ctx, passkeyRefused({ userId, reason: 'unknown' }));
  throw passkeyUnknown({ credentialId });
}

async function verify(
  ctx: Context,
  json: AssertionJson,
  row: FoundRow & { publicKey: Buffer },
  origin: string,
) {
  const { clientDataJSON, authenticatorData, signature } = json.response;
  const { verifyAuthenticationResponse } = await webAuthn();
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: {
        id: json.id,
        rawId: json.rawId,
        type: json.type,
        clientExtensionResults: {},
        response: { clientDataJSON, authenticatorData, signature },
      },
      // `requireClientData` has compared the challenge.
      expectedChallenge: () => true,
      expectedOrigin: origin,
      expectedRPID: relyingParty(ctx.app).id,
      requireUserVerification: true,
      // The library rejects equal counters, and those of synced passkeys too. `usePasskey` has its own rule.
      credential: { id: json.id, publicKey: new Uint8Array(row.publicKey), counter: 0 },
    });
    if (verified) return authenticationInfo;
  } catch {
    // The library's messages repeat the challenge, so they must not reach the log.
  }
  return refusePasskey(ctx, isUserVerified(authenticatorData) ? 'invalid' : 'unverified', row.id);
}

/** The flags follow the hash of the RP id (WebAuthn Level 3, 6.1). Only for the log. */
function isUserVerified(authenticatorData: string): boolean {
  const flags = Buffer.from(authenticatorData, 'base64url')[32] ?? 0;
  return (flags & 0b100) !== 0;
}
