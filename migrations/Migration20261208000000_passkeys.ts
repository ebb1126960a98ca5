import { Migration } from '@mikro-orm/migrations';

export class Migration20261208000000_passkeys extends Migration {
  override up(): void {
    this.addSql('alter table "users" add column "webauthn_handle" bytea null');
    this.addSql(
      'alter table "users" add constraint "users_webauthn_handle_unique" unique ("webauthn_handle")',
    );
    this.addSql(`
      create table "passkeys" (
        "credential_id" bytea not null primary key,
        "user_id" int4 not null
          constraint "passkeys_user_id_foreign" references "users" ("id") on delete cascade,
        "public_key" bytea not null,
        "algorithm" int4 not null,
        "counter" int8 not null,
        "transports" text[] not null,
        "aaguid" uuid not null,
        "is_multi_device" bool not null,
        "is_backed_up" bool not null,
        "rp_id" text not null,
        "name" text not null,
        "created_at" timestamptz not null default now(),
        "last_used_at" timestamptz null
      )`);
    this.addSql('create index "passkeys_user_id_index" on "passkeys" ("user_id")');
    this.addSql('create index "passkeys_rp_id_index" on "passkeys" ("rp_id")');
    this.addSql(`
      create table "used_challenges" (
        "nonce" bytea not null primary key,
        "expires_at" timestamptz not null
      )`);
    this.addSql('create index "used_challenges_expires_at_index" on "used_challenges" ("expires_at")');
  }

  override down(): void {
    this.addSql('drop table "used_challenges"');
    this.addSql('drop table "passkeys"');
    this.addSql('alter table "users" drop column "webauthn_handle"');
  }
}
