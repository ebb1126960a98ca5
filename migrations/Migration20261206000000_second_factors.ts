import { Migration } from '@mikro-orm/migrations';

export class Migration20261206000000_second_factors extends Migration {
  override up(): void {
    this.addSql(`
      create table "totp_credentials" (
        "user_id" int4 not null primary key
          constraint "totp_credentials_user_id_foreign" references "users" ("id") on delete cascade,
        "secret" bytea not null,
        "last_step" int8 not null,
        "created_at" timestamptz not null default now(),
        "last_used_at" timestamptz null
      )`);
    this.addSql(`
      create table "totp_enrolments" (
        "user_id" int4 not null primary key
          constraint "totp_enrolments_user_id_foreign" references "users" ("id") on delete cascade,
        "secret" bytea not null,
        "expires_at" timestamptz not null
      )`);
    this.addSql(`
      create table "recovery_codes" (
        "id" uuid not null primary key,
        "user_id" int4 not null
          constraint "recovery_codes_user_id_foreign" references "users" ("id") on delete cascade,
        "sealed" bytea not null,
        "created_at" timestamptz not null default now(),
        "used_at" timestamptz null
      )`);
    this.addSql('create index "recovery_codes_user_id_index" on "recovery_codes" ("user_id")');
  }

  override down(): void {
    this.addSql('drop table "recovery_codes"');
    this.addSql('drop table "totp_enrolments"');
    this.addSql('drop table "totp_credentials"');
  }
}
