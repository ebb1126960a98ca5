import { Migration } from '@mikro-orm/migrations';

export class Migration20261127000000_session_methods extends Migration {
  override up(): void {
    // The defaults describe the sessions that replicas of the previous version insert. The statement rewrites no rows, so the
    // lock is short. Existing sessions have no "authenticated_at", so the service uses their "created_at" instead.
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
