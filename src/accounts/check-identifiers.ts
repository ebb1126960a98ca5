import type { Context } from '../feature/context.ts';
import { canonicalEmail, isUsername } from './identifiers.ts';

/** An account that no login can find by its stored username or email. */
interface BrokenAccount {
  id: number;
  username: string;
  email: string;
  isActive: boolean;
  problem: 'USERNAME_NOT_VALID' | 'EMAIL_NOT_VALID' | 'EMAIL_NOT_CANONICAL' | 'EMAIL_OF_TWO_ACCOUNTS';
  canonicalEmail?: string;
  /** The account that has the canonical email. */
  otherId?: number;
}

/** The number of ids per statement: scanning the whole table at once could exceed DATABASE_STATEMENT_TIMEOUT. */
const idsAtATime = 200_000;

/** Selects a superset, since PostgreSQL cannot compute the canonical form of a domain. */
const selectSuspects = `
  select id, username, email, is_active as "isActive" from users
  where id > $1 and id <= $2 and (username collate "C" !~ '^[A-Za-z0-9][A-Za-z0-9._-]{2,31}$'
    or email !~ '^[!->A-~]+@[a-z0-9.-]+$' or email <> lower(email collate "C") or email ~ '[@.]xn--')
  order by id`;

const selectLastId = 'select coalesce(max(id), 0) as id from users';
const selectOwner = 'select id from users where email = $1';

/** Finds accounts that bypassed the rules through SQL or an older version. @returns one entry per problem. */
export async function findBrokenAccounts(ctx: Context): Promise<BrokenAccount[]> {
  const { database } = ctx.app;
  const broken: BrokenAccount[] = [];
  const [last] = await database.read<{ id: number }>('last-account', selectLastId, []);
  for (let from = 0; from < (last?.id ?? 0); from += idsAtATime) {
    type Row = Omit<BrokenAccount, 'problem'>;
    // Capped, so that the end of the last range fits int4, the type of ids.
    const to = Math.min(from + idsAtATime, last?.id ?? 0);
    for (const row of await database.read<Row>('suspect-accounts', selectSuspects, [from, to])) {
      if (!isUsername(row.username)) broken.push({ ...row, problem: 'USERNAME_NOT_VALID' });
      const problem = await checkEmail(ctx, row.email);
      if (problem) broken.push({ ...row, ...problem });
    }
  }
  return broken;
}

type EmailProblem = Pick<BrokenAccount, 'problem' | 'canonicalEmail' | 'otherId'>;

async function checkEmail({ app }: Context, email: string): Promise<EmailProblem | undefined> {
  const canonical = canonicalEmail(email);
  if (canonical === email) return undefined;
  if (canonical === undefined) return { problem: 'EMAIL_NOT_VALID' };
  const [other] = await app.database.read<{ id: number }>('owner-of-email', selectOwner, [canonical]);
  if (!other) return { problem: 'EMAIL_NOT_CANONICAL', canonicalEmail: canonical };
  return { problem: 'EMAIL_OF_TWO_ACCOUNTS', canonicalEmail: canonical, otherId: other.id };
}
