import { createPublicKey } from 'node:crypto';
import type { TokenKey, TokenKeys } from '../platform/tokens/signed-tokens.ts';
import type { KeyRow } from './key-statements.ts';
import { type PrivateKey, type PublicJwk, publicJwkOf } from './private-keys.ts';

/** Under which name the keys derived from SECRET_KEY stand among the others; no token carries it. */
export const secretKid = 'SECRET_KEY';

/** What all replicas know, joined with what this one can sign with. */
export class KeyRing implements TokenKeys {
  readonly signing: TokenKey;
  /** What gateways may see: every key whose tokens may live, and those that will sign soon. */
  readonly jwks: readonly PublicJwk[];
  /** Those that this process signs with, or will. */
  readonly own: readonly string[];
  /** It signs although gateways may not know it yet: the key before it was taken away too soon. */
  readonly isEarly: boolean;
  private readonly unnamed: readonly TokenKey[];
  private readonly byKid: ReadonlyMap<unknown, readonly TokenKey[]>;

  /** @param keys what this process can sign with, the newest first. */
  constructor(rows: readonly KeyRow[], keys: readonly PrivateKey[], secret: TokenKeys) {
    const states = new Map(rows.map((row) => [row.kid, row]));
    const usable = keys.filter(({ kid }) => !states.get(kid)?.isRevoked);
    const active = usable.find(({ kid }) => isGood(states.get(kid)) && states.get(kid)?.isActive);
    const good = rows.filter(isGood).flatMap(({ kid, publicKey }) => readPublicKey(kid, publicKey) ?? []);
    this.jwks = good.map(({ jwk }) => jwk);
    // Others check offline: what the secret signs they would refuse for longer than a key that comes too early.
    const isCheckedAbroad = rows.some((row) => row.publicKey && row.isActive && row.isUnended);
    const early = active === undefined && isCheckedAbroad ? usable.at(-1) : undefined;
    const chosen = active ?? early;
    this.isEarly = early !== undefined;
    this.signing = chosen ?? secret.signing;
    const upcoming = usable.slice(0, chosen ? usable.indexOf(chosen) + 1 : usable.length);
    // Before its keys are published it is not known whether the secret has to sign until they may.
    const needsSecret = !chosen && usable.every(({ kid }) => states.has(kid));
    this.own = [...upcoming.map(({ kid }) => kid), ...(needsSecret ? [secretKid] : [])];
    this.unnamed = isGood(states.get(secretKid)) ? secret.named(undefined) : [];
    this.byKid = new Map(good.map(({ key }) => [key.kid, [key]]));
  }

  named(kid: unknown): readonly TokenKey[] {
    return kid === undefined ? this.unnamed : (this.byKid.get(kid) ?? []);
  }

  /** Two rings of the same state sign and accept the same. */
  get state(): string {
    return JSON.stringify([this.signing.kid ?? secretKid, [...this.byKid.keys()], this.unnamed.length]);
  }
}

function isGood(row: KeyRow | undefined): row is KeyRow {
  return row?.isUnended === true && !row.isRevoked;
}

/** @returns nothing for the secret's row, and for one that this service did not write. */
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
