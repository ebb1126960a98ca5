import { prefixLength } from './fingerprint.ts';

/** A device without a login in this time is deleted. */
const memory = "interval '90 days'";

/** How many devices an account may have. A program can send any name, so a client could otherwise fill the table. */
const maxDevices = 200;

export interface NotedDevice {
  isKnown: boolean;
  /** Whether the account already had a device with the prefix of a configured key. */
  hasDevices: boolean;
  time: string;
}

/** $1: user, $2: fingerprint by the present key, $3: fingerprints by all keys, $4: prefixes of all keys. */
export const upsertDevice = `
  with known as materialized (
    select fingerprint from known_devices where user_id = $1 and last_seen > now() - ${memory}
  ), written as (
    insert into known_devices as k (user_id, fingerprint) values ($1, $2)
    on conflict (user_id, fingerprint) do update set last_seen = now(),
      first_seen = case when k.last_seen > now() - ${memory} then k.first_seen else now() end
  )
  select now() as time,
    exists (select 1 from known where fingerprint = any($3::bytea[])) as "isKnown",
    exists (select 1 from known where substring(fingerprint from 1 for ${prefixLength}) = any($4::bytea[])) as "hasDevices"`;

export interface OtherSession {
  userAgent: string | null;
  openedAt: string;
  lastUsedAt: string;
}

/**
 * $1: user, $2: the session that is being opened. Only live sessions: the owner may have ended another because of its
 * device.
 */
export const selectOtherSessions = `
  select user_agent as "userAgent", created_at as "openedAt", last_used_at as "lastUsedAt"
  from sessions
  where user_id = $1 and id <> $2 and revoked_at is null and now() < idle_expires_at and now() < absolute_expires_at
  order by last_used_at desc limit ${maxDevices}`;

/** $1: user, $2: fingerprints, $3: when they were first seen, $4: when they were last seen. */
export const insertDevices = `
  insert into known_devices (user_id, fingerprint, first_seen, last_seen)
  select $1, d.fingerprint, min(d.first_seen), max(d.last_seen)
  from unnest($2::bytea[], $3::timestamptz[], $4::timestamptz[]) as d (fingerprint, first_seen, last_seen)
  group by d.fingerprint
  on conflict (user_id, fingerprint) do nothing`;

/** $1: user. A notice's link works for seven days, so the thief's device may have logged in first at any time since. */
export const deleteRecentDevices =
  "delete from known_devices where user_id = $1 and first_seen > now() - interval '7 days'";

/** $1: user. */
export const deleteSurplusDevices = `
  delete from known_devices where user_id = $1 and fingerprint in (
    select fingerprint from known_devices where user_id = $1 order by last_seen desc, fingerprint offset ${maxDevices})`;

/** $1: user. */
export const selectOwner = 'select username, email, locale from users where id = $1';

/** $1: limit. */
export const deleteForgottenDevices = `
  delete from known_devices where (user_id, fingerprint) in (
    select user_id, fingerprint from known_devices where last_seen < now() - ${memory} limit $1 for update skip locked)`;
