import { z } from 'zod';
import type { Viewer } from '../feature/account.ts';
import type { Context } from '../feature/context.ts';
import { makeAttempt } from '../feature/make-attempt.ts';
import { inTransaction, record } from '../feature/unit-of-work.ts';
import { checkInput } from '../kernel/input-rules.ts';
import { queueNotice } from '../mail/queue-notice.ts';
import { execute } from '../platform/database/database.ts';
import { hasUnprovedFactor } from '../second-factors/account-factors.ts';
import { lockCaller } from '../sessions/lock-account.ts';
import { requireUser } from '../sessions/require-user.ts';
import { type Ceremony, readCeremony, useCeremony } from './ceremonies.ts';
import { changedPasskeys } from './changed-passkeys.ts';
import { noticeRemovesPasskeys } from './forget-passkeys.ts';
import { addAttempt } from './passkey-attempts.ts';
import { defaultName, nameRule } from './passkey-name.ts';
import { asPasskey, type ListedPasskey, passkeyColumns, passkeysOf } from './passkey-rows.ts';
import { tooManyPasskeys } from './passkeys.errors.ts';
import { passkeyAdded } from './passkeys.events.ts';
import { passkeyAddedMail } from './passkeys.mails.ts';
import type { FinishPasskeyRegistrationInput, PasskeyChanged } from './passkeys.types.ts';
import { providerName } from './providers.ts';
import { refusePasskey, requireClientData } from './refuse-passkey.ts';
import { relyingParty } from './relying-party.ts';
import { maxPasskeys } from './start-registration.ts';
import { type NewPasskey, verifyRegistration } from './verify-registration.ts';
import { readClientData, registrationRule } from './web-authn-input.ts';

const rules = z.object({
  ceremony: z.string(),
  credential: registrationRule,
  name: nameRule.nullish(),
});

const selectIsOpen = 'select now() < to_timestamp($1::float8) as "isOpen"';

/**
 * Adds a passkey to the caller's account. Ends no session: a passkey takes nothing away that an earlier session could rely
 * on, and devices that add one silently after each login would otherwise log one another out.
 * @throws UNAUTHENTICATED, BAD_USER_INPUT, PASSKEY_INVALID, TOO_MANY_PASSKEYS, PASSKEYS_NOT_CONFIGURED, RATE_LIMITED.
 */
export async function finishPasskeyRegistration(
  ctx: Context,
  input: FinishPasskeyRegistrationInput,
): Promise<PasskeyChanged> {
  relyingParty(ctx.app);
  const viewer = await requireUser(ctx);
  const given = checkInput(rules, input);
  const { credential } = given;
  return makeAttempt(ctx, { kind: addAttempt, accountId: viewer.account.id }, async (count) => {
    const ceremony = await requireCeremony(ctx, viewer, given.ceremony);
    // A session that could not start a ceremony must not use up the owner's limit.
    await count();
    const { origin } = await requireClientData(ctx, readClientData(credential.response.clientDataJSON), {
      type: 'webauthn.create',
      challenges: [ceremony.challenge],
      userId: viewer.account.id,
    });
    const isAutomatic = ceremony.kind === 'automatic';
    const added = await verifyRegistration(ctx, viewer, credential, { origin, isAutomatic });
    const name = given.name ?? defaultName(ctx, added.aaguid);
    const transports = knownTransports(credential.response.transports ?? []);
    return inTransaction(ctx, () => add(ctx, viewer, ceremony, { ...added, name, transports }));
  });
}

/** @throws PASSKEY_INVALID */
async function requireCeremony(ctx: Context, viewer: Viewer, text: string): Promise<Ceremony> {
  const ceremony = readCeremony(ctx, text, ['registration', 'automatic'], viewer);
  if (ceremony) {
    const values = [ceremony.expiresAt];
    const [row] = await ctx.app.database.read<{ isOpen: boolean }>('is-open', selectIsOpen, values);
    if (row?.isOpen) return ceremony;
  }
  return refusePasskey(ctx, 'ceremony', viewer.account.id);
}

/** Browsers send the names that they know back to the authenticator, and ignore others. */
function knownTransports(given: readonly string[]): string[] {
  return ['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb'].filter((each) =>
    given.includes(each),
  );
}

const insertPasskey = `
  insert into passkeys as p (credential_id, user_id, public_key, algorithm, counter, transports, aaguid, is_multi_device,
    is_backed_up, rp_id, name)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
  on conflict do nothing
  returning ${passkeyColumns}`;

interface NamedPasskey extends NewPasskey {
  readonly name: string;
  readonly transports: readonly string[];
}

async function add(
  ctx: Context,
  viewer: Viewer,
  ceremony: Ceremony,
  added: NamedPasskey,
): Promise<PasskeyChanged> {
  const owner = await lockCaller(ctx, viewer);
  const { id: userId } = owner;
  const { id: rpId } = relyingParty(ctx.app);
  if (!(await useCeremony(ctx, ceremony))) return refusePasskey(ctx, 'used', userId);
  const present = await passkeysOf(ctx, userId, rpId);
  if (present.length >= maxPasskeys) throw tooManyPasskeys({ max: maxPasskeys });
  if (await hasUnprovedFactor(ctx, viewer)) return refusePasskey(ctx, 'ceremony', userId);
  const [row] = await execute<ListedPasskey>(ctx.em, insertPasskey, [
    added.credentialId,
    userId,
    added.publicKey,
    added.algorithm,
    added.counter,
    added.transports,
    added.aaguid,
    added.isMultiDevice,
    added.isBackedUp,
    rpId,
    added.name,
  ]);
  if (!row) return refusePasskey(ctx, 'taken', userId);
  await record(ctx, passkeyAdded({ userId, reason: ceremony.kind === 'automatic' ? 'automatic' : 'owner' }));
  await queueNotice(ctx, {
    kind: passkeyAddedMail,
    owner,
    time: new Date(row.createdAt),
    facts: {
      provider: providerName(row.aaguid) ?? '',
      isRemovable: noticeRemovesPasskeys(ctx.app) ? 'yes' : '',
    },
  });
  return changedPasskeys(ctx, userId, { passkey: asPasskey(row), tokens: null });
}
