import { Migration } from '@mikro-orm/migrations';

export class Migration20261127000000_session_methods extends Migration {
  override up(): void {
    // The defaults are what replicas of the version before mean when they insert a session. No row is written, so the lock
    // is short: existing sessions have no "authenticated_at", which reads as their "created_at".
    this.addSql(`
      alter table "sessions"
        add column "methods" text[] not null default '{pwd}',
        add column "authenticated_at" timestamptz null,
        add column "level" smallint not null default 1`);
    this.addSql('alter table "sessions" alter column "authenticated_at" set default now()');
  }

  override down(): void {
    this.addSql(
      'alter table "sessions" drop column "methods", drop column "authenticated_at", drop column "level"',
    );
  }
}
