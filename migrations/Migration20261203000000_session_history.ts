import { Migration } from '@mikro-orm/migrations';

export class Migration20261203000000_session_history extends Migration {
  override up(): void {
    // Rewrites no rows, so the lock is short. Replicas of the previous version do not use these columns.
    this.addSql(`
      alter table "sessions"
        add column "opened_by" uuid null,
        add column "opened_from" text null,
        add column "trail" text[] not null default '{}',
        add column "ending" jsonb null`);

    this.addSql(`
      create table "session_history" (
        "session_id" uuid not null primary key,
        "user_id" int4 not null constraint "session_history_user_id_foreign" references "users" ("id") on delete cascade,
        "opened_at" timestamptz not null,
        "opened_by" uuid null,
        "opened_from" text null,
        "methods" text[] not null,
        "user_agent" text null,
        "ip_address" text null,
        "generation" int4 not null,
        "last_used_at" timestamptz not null,
        "trail" text[] not null,
        "ended_at" timestamptz not null,
        "reason" text not null,
        "ending" jsonb null,
        "requests" uuid[] not null
      )`);
    this.addSql(`create index "session_history_user_id_index" on "session_history" ("user_id")`);
    this.addSql(`create index "session_history_ended_at_index" on "session_history" ("ended_at")`);
    this.addSql(`create index "session_history_requests_index" on "session_history" using gin ("requests")`);

    this.addSql(`
      create table "session_incidents" (
        "session_id" uuid not null,
        "type" text not null,
        "reason" text not null,
        "user_id" int4 not null constraint "session_incidents_user_id_foreign" references "users" ("id") on delete cascade,
        "count" int4 not null,
        "first_at" timestamptz not null,
        "first_request" uuid not null,
        "first_ip_address" text null,
        "last_at" timestamptz not null,
        "last_request" uuid not null,
        "last_ip_address" text null,
        "last_user_agent" text null,
        constraint "session_incidents_pkey" primary key ("session_id", "type", "reason")
      )`);
    this.addSql(`create index "session_incidents_user_id_index" on "session_incidents" ("user_id")`);
    this.addSql(`create index "session_incidents_last_at_index" on "session_incidents" ("last_at")`);
    this.addSql(
      `create index "session_incidents_first_request_index" on "session_incidents" ("first_request")`,
    );
    this.addSql(
      `create index "session_incidents_last_request_index" on "session_incidents" ("last_request")`,
    );
  }

  override down(): void {
    this.addSql('drop table "session_incidents"');
    this.addSql('drop table "session_history"');
    this.addSql(
      'alter table "sessions" drop column "opened_by", drop column "opened_from", drop column "trail", drop column "ending"',
    );
  }
}
