import { Migration } from '@mikro-orm/migrations';

export class Migration20261204000000_account_deletion extends Migration {
  override up(): void {
    this.addSql(`
      create table "account_closings" (
        "user_id" int4 not null primary key
          constraint "account_closings_user_id_foreign" references "users" ("id") on delete cascade,
        "due_at" timestamptz not null,
        "created_at" timestamptz not null default now(),
        "is_restorable" boolean not null default true
      )`);
    this.addSql('create index "account_closings_due_at_index" on "account_closings" ("due_at")');
    this.addSql(`
      create table "deleted_accounts" (
        "user_id" int4 not null primary key,
        "deleted_at" timestamptz not null default now()
      )`);
  }

  override down(): void {
    this.addSql('drop table "deleted_accounts"');
    this.addSql('drop table "account_closings"');
  }
}
