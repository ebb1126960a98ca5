import { Migration } from '@mikro-orm/migrations';
import { canonicalEmail } from '../src/accounts/identifiers.ts';

/** Selects a superset, since PostgreSQL cannot compute the canonical form of a domain. */
const suspects = `
  select "id", "email" from "users"
  where "id" > ? and ("email" !~ '^[!->A-~]+@[a-z0-9.-]+$' or "email" <> lower("email" collate "C") or "email" ~ '[@.]xn--')
  order by "id" limit 1000`;

/** Skips emails whose canonical form belongs to another account. "users check" lists those accounts. */
const correct = `
  update "users" set "email" = ?
  where "id" = ? and not exists (select from "users" where "email" = ?)`;

const constraints = {
  users_username_canonical: `not "is_active" or "username" collate "C" ~ '^[A-Za-z0-9][A-Za-z0-9._-]{2,31}$'`,
  users_email_canonical:
    `not "is_active" or ("email" = lower("email" collate "C") ` +
    `and "email" ~ '^[^@[:space:]]+@[^@[:space:]]+$' and "email" !~ '[@.]xn--[^@]*$')`,
};

export class Migration20261128000000_canonical_identifiers extends Migration {
  override async up(): Promise<void> {
    await this.correctEmails();
    for (const [name, check] of Object.entries(constraints)) {
      // Existing invalid rows stay, and an operator can still disable them. New rows must satisfy the constraint.
      this.addSql(`alter table "users" add constraint "${name}" check (${check}) not valid`);
      const broken = await this.execute(`select from "users" where not (${check}) limit 1`);
      if (broken.length === 0) this.addSql(`alter table "users" validate constraint "${name}"`);
    }
  }

  override down(): void {
    for (const name of Object.keys(constraints)) this.addSql(`alter table "users" drop constraint "${name}"`);
  }

  private async correctEmails(): Promise<void> {
    for (let last = 0; ; ) {
      const rows = (await this.execute(suspects, [last])) as { id: number; email: string }[];
      for (const { id, email } of rows) {
        const canonical = canonicalEmail(email);
        if (canonical !== undefined && canonical !== email)
          await this.execute(correct, [canonical, id, canonical]);
        last = id;
      }
      if (rows.length === 0) return;
    }
  }
}
