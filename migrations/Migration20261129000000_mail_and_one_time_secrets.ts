import { Migration } from '@mikro-orm/migrations';

export class Migration20261129000000_mail_and_one_time_secrets extends Migration {
  override up(): void {
    this.addSql(`
      alter table "users"
        add column "email_verified_at" timestamptz null,
        add column "email_refused_at" timestamptz null,
        add column "locale" text null`);

    this.addSql(`
      create table "one_time_secrets" (
        "id" uuid not null primary key,
        "purpose" text not null,
        "user_id" int4 null constraint "one_time_secrets_user_id_foreign" references "users" ("id") on delete cascade,
        "subject" text null,
        "nonce" bytea not null,
        "created_at" timestamptz not null default now(),
        "expires_at" timestamptz not null,
        "used_at" timestamptz null
      )`);
    this.addSql(
      `create unique index "one_time_secrets_user_id_purpose_unique" on "one_time_secrets" ("user_id", "purpose") where "used_at" is null`,
    );
    this.addSql(
      `create unique index "one_time_secrets_subject_purpose_unique" on "one_time_secrets" ("subject", "purpose") where "used_at" is null and "user_id" is null`,
    );
    this.addSql(
      `create index "one_time_secrets_subject_index" on "one_time_secrets" ("subject") where "used_at" is not null and "user_id" is null`,
    );
    this.addSql(
      `create index "one_time_secrets_user_id_index" on "one_time_secrets" ("user_id") where "user_id" is not null`,
    );
    this.addSql(`create index "one_time_secrets_expires_at_index" on "one_time_secrets" ("expires_at")`);

    this.addSql(`
      create table "one_time_flows" (
        "id" uuid not null primary key,
        "secret_id" uuid not null
          constraint "one_time_flows_secret_id_foreign" references "one_time_secrets" ("id") on delete cascade,
        "tries" int2 not null default 0,
        "created_at" timestamptz not null default now()
      )`);
    this.addSql(`create index "one_time_flows_secret_id_index" on "one_time_flows" ("secret_id")`);

    this.addSql(`
      create table "login_challenges" (
        "id" uuid not null primary key,
        "secret_hash" bytea not null,
        "user_id" int4 not null
          constraint "login_challenges_user_id_foreign" references "users" ("id") on delete cascade,
        "methods" text[] not null,
        "asks" text not null,
        "flow_id" uuid null,
        "tries" int2 not null default 0,
        "created_at" timestamptz not null default now(),
        "expires_at" timestamptz not null,
        "used_at" timestamptz null
      )`);
    this.addSql(`create index "login_challenges_user_id_index" on "login_challenges" ("user_id")`);
    this.addSql(`create index "login_challenges_expires_at_index" on "login_challenges" ("expires_at")`);

    this.addSql(`
      create table "mails" (
        "id" uuid not null primary key,
        "kind" text not null,
        "user_id" int4 null constraint "mails_user_id_foreign" references "users" ("id") on delete cascade,
        "recipient" text not null,
        "locale" text not null,
        "secret_id" uuid null
          constraint "mails_secret_id_foreign" references "one_time_secrets" ("id") on delete set null,
        "flow_id" uuid null,
        "facts" jsonb not null default '{}',
        "created_at" timestamptz not null default now(),
        "expires_at" timestamptz not null,
        "due_at" timestamptz not null default now(),
        "claimed_until" timestamptz null,
        "tries" int2 not null default 0,
        "finished_at" timestamptz null,
        "given_up_at" timestamptz null,
        "outcome" text null,
        "reply_code" int2 null,
        "reply_class" text null
      )`);
    this.addSql(
      `create index "mails_due_at_index" on "mails" ("due_at") where "finished_at" is null and "given_up_at" is null`,
    );
    this.addSql(`create index "mails_user_id_index" on "mails" ("user_id")`);
    this.addSql(`create index "mails_secret_id_index" on "mails" ("secret_id")`);
    this.addSql(`create index "mails_created_at_index" on "mails" ("created_at")`);
    this.addSql(`create index "mails_withheld_index" on "mails" ("created_at") where "outcome" = 'withheld'`);
    this.addSql(
      `create index "mails_ended_at_index" on "mails" (coalesce("finished_at", "given_up_at")) where "facts" <> '{}' or "secret_id" is not null or "flow_id" is not null`,
    );

    this.addSql(`
      create table "pending_signups" (
        "flow_id" uuid not null primary key,
        "username" text not null,
        "email" text not null,
        "hash" text not null,
        "locale" text null,
        "created_at" timestamptz not null default now(),
        "expires_at" timestamptz not null
      )`);
    this.addSql(`create index "pending_signups_email_index" on "pending_signups" ("email")`);
    this.addSql(`create index "pending_signups_expires_at_index" on "pending_signups" ("expires_at")`);
  }

  override down(): void {
    for (const table of [
      'pending_signups',
      'mails',
      'login_challenges',
      'one_time_flows',
      'one_time_secrets',
    ]) {
      this.addSql(`drop table "${table}"`);
    }
    this.addSql(
      'alter table "users" drop column "email_verified_at", drop column "email_refused_at", drop column "locale"',
    );
  }
}
