export interface Account {
  id: number;
  username: string;
  email: string;
  isActive: boolean;
  /** Whether the owner has proved control of `email`. */
  emailVerified: boolean;
  /** Whether the owner may still restore the account, which is then inactive. Only `loginColumns` select this. */
  isClosing?: boolean;
  /** Whether logins need a second factor. Only `loginColumns` select this. */
  asksSecondFactor?: boolean;
}

/** Account columns, for statements that select from `users as u`. */
export const accountColumns =
  'u.id, u.username, u.email, u.is_active as "isActive", u.email_verified_at is not null as "emailVerified"';

/**
 * Account columns for logins, because a login can restore a closing account and may need a second factor. A column spares
 * every login a statement per feature.
 */
export const loginColumns = `${accountColumns}, not u.is_active and exists (
    select 1 from account_closings as ac where ac.user_id = u.id and ac.is_restorable) as "isClosing",
  exists (select 1 from totp_credentials as tc where tc.user_id = u.id) as "asksSecondFactor"`;

/** For statements that select from `users as u`: whether a login may continue, even if only to restore the account. */
export const mayLogIn = `(u.is_active or exists (
    select 1 from account_closings as ac where ac.user_id = u.id and ac.is_restorable))`;

export function pickAccount(row: Account): Account {
  const { id, username, email, isActive, emailVerified, isClosing, asksSecondFactor } = row;
  return {
    id,
    username,
    email,
    isActive,
    emailVerified,
    ...(isClosing && { isClosing }),
    ...(asksSecondFactor && { asksSecondFactor }),
  };
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
  /** Like `now`, in seconds since 1970 by the database's clock. */
  readonly authenticatedAt: number;
  readonly now: number;
  /** 1 for one factor, 2 for two different factors. */
  readonly level: number;
}

/** A credential was set, changed or removed. */
export interface CredentialsChange {
  readonly userId: number;
  /** A revocation reason. */
  readonly reason: string;
  /**
   * The time of a thief's change of the email that the owner has undone. The thief knew the password, and may have added
   * other credentials later.
   */
  readonly undoneSince?: Date;
  /** The owner says that a change since this time was not theirs. A way in that was added since may be a thief's. */
  readonly disownedSince?: Date;
  /** An operator removes every second factor and every recovery code, for an owner who has lost them. */
  readonly removesFactors?: true;
}
