import type { PublicJwk } from './private-keys.ts';

/** SQL for the signing_keys table. It uses the database's clock, so that replicas agree even if their own clocks differ. */

export interface KeyRow {
  kid: string;
  /** Null for the secret. */
  publicKey: PublicJwk | null;
  /** Gateways have had time to fetch this key, so it may sign. */
  isActive: boolean;
  /** Tokens signed with this key may still be valid. */
  isUnended: boolean;
  isRevoked: boolean;
  /** Replicas that sign with this key should extend it now. */
  isDue: boolean;
}

const after = (parameter: string) => `now() + ${parameter}::float8 * interval '1 second'`;

/** $1: how many seconds before its end a key becomes due for extension. */
export const selectKeys = `
  select kid, public_key as "publicKey", activates_at <= now() as "isActive",
    revoked_at is not null as "isRevoked",
    good_until > now() as "isUnended",
    good_until < ${after('$1')} as "isDue"
  from signing_keys order by published_at, kid`;

/**
 * Publishes new and returning keys, and extends the others. $1: kids, $2: their JWKs, $3: seconds until a new key starts to
 * sign, $4: seconds until it ends. The very first key signs at once, since no other key has issued tokens yet.
 */
export const keepKeys = `
  insert into signing_keys as k (kid, public_key, activates_at, good_until)
  select kid, jwk::jsonb, case when jwk is null or not exists (select from sessions)
      and not exists (select from signing_keys where public_key is not null) then now() else ${after('$3')} end,
    ${after('$4')}
  from unnest($1::text[], $2::text[]) as new (kid, jwk)
  on conflict (kid) do update set good_until = excluded.good_until,
    activates_at = case when k.good_until > now() then k.activates_at else excluded.activates_at end
    where k.revoked_at is null and k.good_until < excluded.good_until`;

/** $1: kid. */
export const revokeKey = 'update signing_keys set revoked_at = coalesce(revoked_at, now()) where kid = $1';

export interface ListedKey {
  kid: string;
  algorithm: string;
  state: 'next' | 'current' | 'previous' | 'ended' | 'revoked';
  publishedAt: string;
  activatesAt: string;
  goodUntil: string;
}

const utc = (column: string) => `to_char(${column} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`;

export const listKeys = `
  select kid, coalesce(public_key ->> 'alg', 'HS256') as algorithm,
    case when revoked_at is not null then 'revoked' when good_until <= now() then 'ended'
      when activates_at > now() then 'next'
      when activates_at = max(activates_at) filter
        (where revoked_at is null and good_until > now() and activates_at <= now()) over () then 'current'
      else 'previous' end as state,
    ${utc('published_at')} as "publishedAt", ${utc('activates_at')} as "activatesAt",
    ${utc('good_until')} as "goodUntil"
  from signing_keys order by published_at, kid`;
