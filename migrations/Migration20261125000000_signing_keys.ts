import { Migration } from '@mikro-orm/migrations';

export class Migration20261125000000_signing_keys extends Migration {
  override up(): void {
    this.addSql(`
      create table "signing_keys" (
        "kid" text not null primary key,
        "public_key" jsonb null,
        "published_at" timestamptz not null default now(),
        "activates_at" timestamptz not null,
        "good_until" timestamptz not null,
        "revoked_at" timestamptz null
      )`);
  }

  override down(): void {
    this.addSql('drop table "signing_keys"');
  }
}
