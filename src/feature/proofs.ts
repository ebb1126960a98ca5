import type { Account } from './account.ts';
import type { App, Context } from './context.ts';

export interface Proof {
  readonly account: Account;
  readonly methods: readonly string[];
  /** In seconds since 1970, for a session that continues an earlier one. The default is now. */
  readonly authenticatedAt?: number;
  /** The open unit of work has locked the user and read `account` since, so the login does neither again. */
  readonly isLocked?: boolean;
  /** With `isLocked`: whether the account has as many live sessions as it may have. Unknown if undefined. */
  readonly isFull?: boolean;
  /**
   * An SQL condition on `users as u`: whether the credential is still the one that was proved. Evaluated in the unit of work
   * that has locked the user: otherwise a login could survive an overlapping change of the credential. `parameter` adds a
   * value and returns its placeholder.
   */
  isCurrent?(parameter: (value: unknown) => string): string;
}

/** A way to prove an identity; `name` is an `amr` value (RFC 8176). */
export interface ProofMethod {
  readonly name: string;
  readonly factors: readonly ('knowledge' | 'possession' | 'inherence')[];
}

/** Something that a login may still require after its first proof. Listed in a feature's manifest. */
export interface LoginRequirement {
  /** A value of the GraphQL enum LoginRequirement. */
  readonly name: string;
  /** Values of the GraphQL enum ProofMethodName. */
  methodsFor(ctx: Context, account: Account): readonly string[] | Promise<readonly string[]>;
  /** Whether `methodsFor` would include the method, if that is cheaper to find out. */
  accepts?(ctx: Context, account: Account, method: string): Promise<boolean>;
  isOpen(ctx: Context, proof: Proof): boolean | Promise<boolean>;
  /** The challenge keeps the flow of the mailed code. */
  begin?: BeginProof;
  /**
   * Checks the proof. Called outside any unit of work, so that no rollback resets the count of wrong proofs.
   * @returns a function that applies the proof inside the unit of work that opens the session. @throws ClientError
   */
  judge(ctx: Context, challenge: ChallengedLogin, proof: GivenProof): Promise<ApplyProof>;
}

/**
 * Prepares a proof, and runs `write`, which writes the challenge in a unit of work. It surrounds `write`, so that a mail whose
 * unit of work fails does not count. @param write must call `finish` in that unit of work.
 */
export type BeginProof = <Result>(
  ctx: Context,
  account: Account,
  write: (finish: FinishBeginning) => Promise<Result>,
) => Promise<Result>;

/** @returns the state of the proof. */
export type FinishBeginning = (ctx: Context) => Promise<string>;

export interface GivenProof {
  /** A value of the GraphQL enum ProofMethodName. */
  readonly method: string;
  readonly text: string;
}

export interface ChallengedLogin {
  readonly id: string;
  readonly account: Account;
  readonly flowId: string | null;
}

/** Applies an accepted proof in a unit of work. @throws ClientError if the proof no longer holds. */
export type ApplyProof = (ctx: Context) => Promise<AppliedProof> | Promise<void>;

export interface AppliedProof {
  /** Names of declared `ProofMethod`s that the session then lists. */
  readonly methods?: readonly string[];
  /** New recovery codes, for the only response that contains them. */
  readonly recoveryCodes?: readonly string[];
}

/** From weak to strong. Of the methods that an account has, only the strongest ones count. */
export const confirmationStrengths = ['fallback', 'single-factor', 'multi-factor'] as const;

/** How a signed-in user can confirm their identity again. A feature's manifest lists it. */
export interface ConfirmationMethod {
  /** A value of the GraphQL enum ProofMethodName. */
  readonly name: string;
  /** The proof's field in ConfirmIdentityInput. */
  readonly field: string;
  /** Names of declared `ProofMethod`s. The session then lists the first, unless `judge` says which. */
  readonly proofs: readonly [string, ...string[]];
  readonly strength: (typeof confirmationStrengths)[number];
  isAvailable(ctx: Context, account: Account): boolean | Promise<boolean>;
  /** The challenge keeps the state for `judge`. */
  begin?: BeginProof;
  /**
   * Checks the proof in an attempt with limits. Called outside any unit of work, so that no rollback resets the count of
   * wrong proofs.
   * @returns a function that applies the proof inside the unit of work that renews the session. @throws ClientError
   */
  judge(ctx: Context, confirmation: Confirmation, proof: string): Promise<ApplyProof | undefined>;
}

export interface Confirmation {
  /** The challenge. */
  readonly id: string;
  readonly account: Account;
  /** What `begin` returned, if anything. */
  readonly state: string | undefined;
}

/**
 * A second factor: logins and confirmations accept it after the password. A feature's manifest lists it, and the service
 * offers it as a confirmation method too.
 */
export interface SecondFactor extends Pick<ConfirmationMethod, 'name' | 'field' | 'proofs'> {
  /** Replaces another second factor once, so an account needs another one to have this. */
  readonly isSubstitute?: true;
  /** A page that imitates this service gets nothing that it could use here. */
  readonly resistsPhishing?: true;
  /** Accounts that have it are those with `asksSecondFactor`. */
  readonly makesLoginsAsk?: true;
  /**
   * A query for how many of these an account can use: authenticators, passkeys or unused recovery codes. `$1` is the user;
   * `parameter` adds a value and returns its placeholder. `factorCounts` combines all queries into one statement.
   */
  countQuery(app: App, parameter: (value: unknown) => string): string;
  /** For operators (`users factors`): each of these, without secrets. */
  describe?(ctx: Context, userId: number): Promise<readonly object[]>;
  /**
   * Checks the proof in an attempt with limits, outside any unit of work.
   * @param challenge the id of the login challenge or of the confirmation.
   * @returns a function that uses the proof up, inside the unit of work that opens or renews the session. @throws ClientError
   */
  judge(ctx: Context, challenge: { id: string; account: Account }, proof: string): Promise<ApplyProof>;
}
