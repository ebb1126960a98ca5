import { Migration } from '@mikro-orm/migrations';

export class Migration20261124000000_throttle_counters extends Migration {
  override up(): void {
    this.addSql(`
      create unlogged table "throttle_counters" (
        "key" varchar(255) not null primary key,
        "points" int4 not null default 0,
        "expire" bigint null
      )`);
    this.addSql('create index "throttle_counters_expire_index" on "throttle_counters" ("expire" asc)');
  }

  override down(): void {
    this.addSql('drop table "throttle_counters"');
  }
}
