import { Migration } from '@mikro-orm/migrations';

export class Migration20261130000000_confirmations extends Migration {
  override up(): void {
    this.addSql(`
      create table "confirmations" (
        "id" uuid not null primary key,
        "user_id" int4 not null
          constraint "confirmations_user_id_foreign" references "users" ("id") on delete cascade,
        "session_id" uuid not null,
        "methods" jsonb not null,
        "tries" int2 not null default 0,
        "created_at" timestamptz not null default now(),
        "expires_at" timestamptz not null,
        "used_at" timestamptz null
      )`);
    this.addSql('create index "confirmations_user_id_index" on "confirmations" ("user_id")');
    this.addSql('create index "confirmations_expires_at_index" on "confirmations" ("expires_at")');
  }

  override down(): void {
    this.addSql('drop table "confirmations"');
  }
}
