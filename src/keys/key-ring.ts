import { createPublicKey } from 'node:crypto';
import type { TokenKey, TokenKeys } from '../platform/tokens/signed-tokens.ts';
import type { KeyRow } from './key-statements.ts';
import { type PrivateKey, type PublicJwk, publicJwkOf } from './private-keys.ts';

/** The key ring's id for SECRET_KEY. It never appears in tokens. */
export const secretKid = 'SECRET_KEY';

/** The shared state of all keys, plus this replica's private keys. */
export class KeyRing implements TokenKeys {
  readonly signing: TokenKey;
  /** The published keys: those with live tokens, and those about to start signing. */
  readonly jwks: readonly PublicJwk[];
  /** Ids of the keys this process signs with, now or later. */
  readonly own: readonly string[];
  /** Gateways may not have fetched the signing key yet, because the previous key was removed too soon. */
  readonly isEarly: boolean;
  private readonly unnamed: readonly TokenKey[];
  private readonly byKid: ReadonlyMap<unknown, readonly TokenKey[]>;

  /** @param keys this process's private keys, newest first. */
  constructor(rows: readonly KeyRow[], keys: readonly PrivateKey[], secret: TokenKeys) {
    const states = new Map(rows.map((row) => [row.kid, row]));
    const usable = keys.filter(({ kid }) => !states.get(kid)?.isRevoked);
    const active = usable.find(({ kid }) => isGood(states.get(kid)) && states.get(kid)?.isActive);
    const good = rows.filter(isGood).flatMap(({ kid, publicKey }) => readPublicKey(kid, publicKey) ?? []);
    this.jwks = good.map(({ jwk }) => jwk);
    // Gateways verify offline and cannot verify HS256, so even a key that is not yet active beats the secret.
    const isVerifiedOffline = rows.some((row) => row.publicKey && row.isActive && row.isUnended);
    const early = active === undefined && isVerifiedOffline ? usable.at(-1) : undefined;
    const chosen = active ?? early;
    this.isEarly = early !== undefined;
    this.signing = chosen ?? secret.signing;
    const upcoming = usable.slice(0, chosen ? usable.indexOf(chosen) + 1 : usable.length);
    // Until this process has published its keys, it cannot tell whether the secret has to sign first.
    const needsSecret = !chosen && usable.every(({ kid }) => states.has(kid));
    this.own = [...upcoming.map(({ kid }) => kid), ...(needsSecret ? [secretKid] : [])];
    this.unnamed = isGood(states.get(secretKid)) ? secret.named(undefined) : [];
    this.byKid = new Map(good.map(({ key }) => [key.kid, [key]]));
  }

  named(kid: unknown): readonly TokenKey[] {
    return kid === undefined ? this.unnamed : (this.byKid.get(kid) ?? []);
  }

  /** Key rings with equal state sign with the same key and accept the same keys. */
  get state(): string {
    return JSON.stringify([this.signing.kid ?? secretKid, [...this.byKid.keys()], this.unnamed.length]);
  }
}

function isGood(row: KeyRow | undefined): row is KeyRow {
  return row?.isUnended === true && !row.isRevoked;
}

/** @returns undefined for the secret's row, and for rows written by another program. */
function readPublicKey(kid: string, publicKey: object | null): { jwk: PublicJwk; key: TokenKey } | undefined {
  if (!publicKey) return undefined;
  try {
    const verifies = createPublicKey({ key: publicKey as PublicJwk, format: 'jwk' });
    const jwk = publicJwkOf(verifies);
    return jwk.kid === kid ? { jwk, key: { algorithm: jwk.alg, kid, verifies } } : undefined;
  } catch {
    return undefined;
  }
}
