import { Migration } from '@mikro-orm/migrations';

export class Migration20261202000000_known_devices extends Migration {
  override up(): void {
    this.addSql(`
      create table "known_devices" (
        "user_id" int4 not null
          constraint "known_devices_user_id_foreign" references "users" ("id") on delete cascade,
        "fingerprint" bytea not null,
        "first_seen" timestamptz not null default now(),
        "last_seen" timestamptz not null default now(),
        primary key ("user_id", "fingerprint")
      )`);
    this.addSql('create index "known_devices_last_seen_index" on "known_devices" ("last_seen")');
  }

  override down(): void {
    this.addSql('drop table "known_devices"');
  }
}
