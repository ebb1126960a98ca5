import { Migration } from '@mikro-orm/migrations';

export class Migration20261207000000_second_factor_failures extends Migration {
  override up(): void {
    this.addSql(`
      create table "second_factor_failures" (
        "user_id" int4 not null primary key
          constraint "second_factor_failures_user_id_foreign" references "users" ("id") on delete cascade,
        "count" int4 not null,
        "since" timestamptz not null default now()
      )`);
  }

  override down(): void {
    this.addSql('drop table "second_factor_failures"');
  }
}
