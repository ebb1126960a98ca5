import { Migration } from '@mikro-orm/migrations';

export class Migration20261201000000_changing_identifiers extends Migration {
  override up(): void {
    this.addSql(`alter table "users" add column "renamed_at" timestamptz null`);

    this.addSql(`
      create table "held_identifiers" (
        "kind" text not null,
        "value" text not null,
        "user_id" int4 null constraint "held_identifiers_user_id_foreign" references "users" ("id") on delete cascade,
        "until" timestamptz not null,
        primary key ("kind", "value")
      )`);
    this.addSql(`create index "held_identifiers_user_id_index" on "held_identifiers" ("user_id")`);
    this.addSql(`create index "held_identifiers_until_index" on "held_identifiers" ("until")`);

    this.addSql(`
      create table "email_changes" (
        "id" uuid not null primary key,
        "user_id" int4 not null constraint "email_changes_user_id_foreign" references "users" ("id") on delete cascade,
        "old_email" text not null,
        "old_username" text not null,
        "changed_at" timestamptz not null default now(),
        "undo_until" timestamptz not null
      )`);
    this.addSql(`create index "email_changes_user_id_index" on "email_changes" ("user_id")`);
    this.addSql(`create index "email_changes_undo_until_index" on "email_changes" ("undo_until")`);
  }

  override down(): void {
    this.addSql(`drop table "email_changes"`);
    this.addSql(`drop table "held_identifiers"`);
    this.addSql(`alter table "users" drop column "renamed_at"`);
  }
}
