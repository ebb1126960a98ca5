import type { Account } from './account.ts';
import type { Context } from './context.ts';

export interface Proof {
  readonly account: Account;
  readonly methods: readonly string[];
  /** In seconds since 1970, for a session that continues an earlier one. The default is now. */
  readonly authenticatedAt?: number;
  /**
   * Whether the credential is still the one that was proved. Called in the unit of work that has locked the user: otherwise
   * a login could survive an overlapping change of the credential.
   */
  holds?(ctx: Context): Promise<boolean>;
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
  readonly methods: readonly string[];
  isOpen(ctx: Context, proof: Proof): boolean | Promise<boolean>;
  /**
   * Prepares the proof. Called before the unit of work that writes the challenge.
   * @returns a function that runs in that unit of work, and returns the flow if it mails a code.
   */
  begin?(ctx: Context, account: Account): Promise<(ctx: Context) => Promise<string | undefined>>;
  /**
   * Checks the proof. Called outside any unit of work, so that no rollback resets the count of wrong proofs.
   * @returns a function that applies the proof inside the unit of work that opens the session. @throws ClientError
   */
  judge(ctx: Context, challenge: ChallengedLogin, proof: string): Promise<(ctx: Context) => Promise<void>>;
}

export interface ChallengedLogin {
  readonly account: Account;
  readonly flowId: string | null;
}

/** From weak to strong. Of the methods that an account has, only the strongest ones count. */
export const confirmationStrengths = ['fallback', 'single-factor', 'multi-factor'] as const;

/** How a signed-in user can confirm their identity again. A feature's manifest lists it. */
export interface ConfirmationMethod {
  /** A value of the GraphQL enum ProofMethodName. */
  readonly name: string;
  /** The proof's field in ConfirmIdentityInput. */
  readonly field: string;
  /** The name of a declared `ProofMethod`. The session and its tokens then list it. */
  readonly proof: string;
  readonly strength: (typeof confirmationStrengths)[number];
  isAvailable(ctx: Context, account: Account): boolean | Promise<boolean>;
  /**
   * Prepares the proof. Called before the unit of work that writes the challenge.
   * @returns a function that runs in that unit of work. The challenge keeps its result for `judge`.
   */
  begin?(ctx: Context, account: Account): Promise<(ctx: Context) => Promise<string>>;
  /**
   * Checks the proof in an attempt with limits. Called outside any unit of work, so that no rollback resets the count of
   * wrong proofs.
   * @returns a function that applies the proof inside the unit of work that renews the session. @throws ClientError
   */
  judge(
    ctx: Context,
    confirmation: Confirmation,
    proof: string,
  ): Promise<((ctx: Context) => Promise<void>) | undefined>;
}

export interface Confirmation {
  readonly account: Account;
  /** What `begin` returned, if anything. */
  readonly state: string | undefined;
}
