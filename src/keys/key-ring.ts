import { createPublicKey } from 'node:crypto';
import type { TokenKey, TokenKeys } from '../platform/signed-tokens.ts';
import type { KeyRow } from './key-statements.ts';
import type { PrivateKey, PublicJwk } from './private-keys.ts';

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
    const active = usable.find(({ kid }) => states.get(kid)?.isActive);
    const good = rows.filter(({ isGood }) => isGood);
    this.jwks = good.flatMap(({ publicKey }) => (publicKey ? [publicKey] : []));
    // Others check offline: what the secret signs they would refuse for longer than a key that comes too early.
    const isCheckedAbroad = rows.some(
      ({ publicKey, isActive, isGood, isRevoked }) => publicKey && isActive && (isGood || isRevoked),
    );
    const early = active === undefined && isCheckedAbroad ? usable.at(-1) : undefined;
    const chosen = active ?? early;
    this.isEarly = early !== undefined;
    this.signing = chosen ?? secret.signing;
    const upcoming = usable.slice(0, chosen ? usable.indexOf(chosen) + 1 : usable.length);
    // Before its keys are published it is not known whether the secret has to sign until they may.
    const needsSecret = !chosen && usable.every(({ kid }) => states.has(kid));
    this.own = [...upcoming.map(({ kid }) => kid), ...(needsSecret ? [secretKid] : [])];
    this.unnamed = states.get(secretKid)?.isGood ? secret.named(undefined) : [];
    this.byKid = new Map(this.jwks.map((jwk) => [jwk.kid, [asTokenKey(jwk)]]));
  }

  named(kid: unknown): readonly TokenKey[] {
    return kid === undefined ? this.unnamed : (this.byKid.get(kid) ?? []);
  }

  /** Two rings of the same state sign and accept the same. */
  get state(): string {
    return JSON.stringify([this.signing.kid ?? secretKid, [...this.byKid.keys()], this.unnamed.length]);
  }
}

function asTokenKey(jwk: PublicJwk): TokenKey {
  return { algorithm: jwk.alg, kid: jwk.kid, verifies: createPublicKey({ key: jwk, format: 'jwk' }) };
}
