/** An account, as the rest of the service sees it. */
export interface Account {
  id: number;
  username: string;
  email: string;
  isActive: boolean;
}

/** The columns of an account, for statements that name the table `users as u`. */
export const accountColumns = 'u.id, u.username, u.email, u.is_active as "isActive"';

/** Leaves out what a row holds beside the account. */
export function pickAccount({ id, username, email, isActive }: Account): Account {
  return { id, username, email, isActive };
}

/** The account and the session behind a valid access token. */
export interface Viewer {
  readonly account: Account;
  readonly session: SessionFacts;
}

/** How and when a session was opened; refreshing it changes none of this. */
export interface SessionFacts {
  readonly id: string;
  /** The proof methods (RFC 8176). */
  readonly methods: readonly string[];
  /** In seconds since 1970, by the database's clock, as is `now`. */
  readonly authenticatedAt: number;
  readonly now: number;
  /** 1 for one factor, 2 for two different ones. */
  readonly level: number;
}
