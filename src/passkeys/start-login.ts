import type { Context } from '../feature/context.ts';
import { makeAttempt } from '../feature/make-attempt.ts';
import { ceremonyLifetime, makeCeremony } from './ceremonies.ts';
import { startLoginAttempt } from './passkey-attempts.ts';
import type { PasskeyCeremony } from './passkeys.types.ts';
import { relyingParty } from './relying-party.ts';
import { webAuthn } from './web-authn.ts';

const selectNow = 'select extract(epoch from now())::float8 as now';

/** Names no account, so the answer is the same for every caller. @throws PASSKEYS_NOT_CONFIGURED, RATE_LIMITED */
export async function startPasskeyLogin(ctx: Context): Promise<PasskeyCeremony> {
  const { id } = relyingParty(ctx.app);
  return makeAttempt(ctx, { kind: startLoginAttempt }, async (count) => {
    await count();
    const [time] = await ctx.app.database.read<{ now: number }>('now', selectNow, []);
    if (!time) throw new Error('PostgreSQL returned no row for the current time.');
    const ceremony = makeCeremony(ctx, 'login', time.now);
    const options = await requestOptions(id, ceremony);
    return { ceremony, options, expiresIn: ceremonyLifetime };
  });
}

interface Descriptor {
  readonly credentialId: Buffer;
  readonly transports: readonly string[];
}

/** @param challenge in base64url. @param allowed empty to let the user choose among all passkeys of the domain. */
export async function requestOptions(rpID: string, challenge: string, allowed: readonly Descriptor[] = []) {
  const { generateAuthenticationOptions } = await webAuthn();
  return generateAuthenticationOptions({
    rpID,
    challenge: new Uint8Array(Buffer.from(challenge, 'base64url')),
    timeout: ceremonyLifetime * 1000,
    userVerification: 'required',
    allowCredentials: allowed.map(descriptorOf),
  });
}

export function descriptorOf({ credentialId, transports }: Descriptor) {
  return { id: credentialId.toString('base64url'), transports: [...transports] };
}
