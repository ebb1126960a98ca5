import names from './provider-names.json' with { type: 'json' };

const known: ReadonlyMap<string, string> = new Map(Object.entries(names));

/** The product that keeps a passkey. Without attestation this is only what the authenticator says, so only lists and mails show it. */
export function providerName(aaguid: string): string | undefined {
  return known.get(aaguid);
}
