/** The SQL that the feature's migration would contain. */
export const tables = `
  create table badges (
    user_id int4 not null primary key references users on delete cascade,
    number text not null unique,
    added_at timestamptz not null default now());
  create table badge_challenges (
    id uuid primary key,
    user_id int4 not null references users on delete cascade,
    methods text[] not null,
    expires_at timestamptz not null default now() + interval '10 minutes',
    used_at timestamptz);
  create table badge_notices (
    id uuid primary key,
    user_id int4 not null references users on delete cascade,
    due_at timestamptz not null default now(),
    claimed_until timestamptz,
    tries int2 not null default 0,
    finished_at timestamptz,
    given_up_at timestamptz);
  create table badge_log (
    user_id int4 not null references users on delete cascade,
    type text not null,
    actor text not null,
    request_id text not null)`;
