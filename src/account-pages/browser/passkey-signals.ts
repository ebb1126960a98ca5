/** Tells the browser which passkeys work, so that it stops offering the others. Not all browsers listen. */

/** After the removal of a passkey. */
export async function signalAccepted(rpId: string, userId: string, ids: readonly string[]): Promise<void> {
  const options = { rpId, userId, allAcceptedCredentialIds: [...ids] };
  await globalThis.PublicKeyCredential?.signalAllAcceptedCredentials?.(options).catch(() => undefined);
}

/** After PASSKEY_UNKNOWN, and never after another code: the browser deletes the passkey. */
export async function signalUnknown(rpId: string, credentialId: string): Promise<void> {
  await globalThis.PublicKeyCredential?.signalUnknownCredential?.({ rpId, credentialId }).catch(
    () => undefined,
  );
}
