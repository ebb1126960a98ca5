import { Migration } from '@mikro-orm/migrations';

export class Migration20261209000000_factor_resets extends Migration {
  override up(): void {
    this.addSql(`
      create table "factor_resets" (
        "user_id" int4 not null primary key
          constraint "factor_resets_user_id_foreign" references "users" ("id") on delete cascade,
        "requested_at" timestamptz not null default now(),
        "due_at" timestamptz not null
      )`);
    this.addSql('create index "factor_resets_due_at_index" on "factor_resets" ("due_at")');
  }

  override down(): void {
    this.addSql('drop table "factor_resets"');
  }
}
