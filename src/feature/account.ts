export interface Account {
  id: number;
  username: string;
  email: string;
  isActive: boolean;
}

/** The columns of an account, for statements that select from `users as u`. */
export const accountColumns = 'u.id, u.username, u.email, u.is_active as "isActive"';

export function pickAccount({ id, username, email, isActive }: Account): Account {
  return { id, username, email, isActive };
}

export interface Viewer {
  readonly account: Account;
  readonly session: SessionFacts;
}

/** How and when a session was opened. A refresh does not change these facts. */
export interface SessionFacts {
  readonly id: string;
  /** Proof methods (RFC 8176). */
  readonly methods: readonly string[];
  /** In seconds since 1970 by the database's clock, like `now`. */
  readonly authenticatedAt: number;
  readonly now: number;
  /** 1 for one factor, 2 for two different factors. */
  readonly level: number;
}
