import { Migration } from '@mikro-orm/migrations';

export class Migration20261127000000_session_methods extends Migration {
  override up(): void {
    // The defaults are what replicas of the version before mean when they insert a session.
    this.addSql(`
      alter table "sessions"
        add column "methods" text[] not null default '{pwd}',
        add column "authenticated_at" timestamptz not null default now(),
        add column "level" smallint not null default 1`);
    this.addSql('update "sessions" set "authenticated_at" = "created_at"');
  }

  override down(): void {
    this.addSql(
      'alter table "sessions" drop column "methods", drop column "authenticated_at", drop column "level"',
    );
  }
}
