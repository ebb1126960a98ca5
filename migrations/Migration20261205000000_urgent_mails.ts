import { Migration } from '@mikro-orm/migrations';

export class Migration20261205000000_urgent_mails extends Migration {
  override up(): void {
    // The index contains few rows, but its creation reads the whole table. Meanwhile, requests that queue mails wait. Operators
    // can create the index concurrently before the upgrade (docs/operations.md).
    this.addSql(
      `create index if not exists "mails_urgent_index" on "mails" ("due_at") where "secret_id" is not null and "user_id" is not null and "finished_at" is null and "given_up_at" is null`,
    );
  }

  override down(): void {
    this.addSql('drop index "mails_urgent_index"');
  }
}
