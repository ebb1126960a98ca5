import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { User } from '../accounts/user.entity.ts';
import { Attempts, Open, OwnerOnly } from '../feature/access.ts';
import type { Account } from '../feature/account.ts';
import type { Context } from '../feature/context.ts';
import { WebAuthnJson } from '../feature/web-authn-json.ts';
import { LoginChallenge, LoginStep } from '../login-steps/login-steps.types.ts';
import { requireUser } from '../sessions/require-user.ts';
import { Recent } from '../step-up/recent.ts';
import { ConfirmationChallenge } from '../step-up/step-up.types.ts';
import { finishPasskeyLogin } from './finish-login.ts';
import { finishPasskeyRegistration } from './finish-registration.ts';
import { listPasskeys, renamePasskey } from './own-passkeys.ts';
import {
  addAttempt,
  passkeyAttempt,
  removeAttempt,
  renameAttempt,
  startLoginAttempt,
} from './passkey-attempts.ts';
import { proofOptions } from './passkey-factor.ts';
import { passkeyAddedMail, passkeyRemovedMail } from './passkeys.mails.ts';
import {
  FinishPasskeyLoginInput,
  FinishPasskeyRegistrationInput,
  Passkey,
  PasskeyCeremony,
  PasskeyChanged,
  RemovePasskeyInput,
  RenamePasskeyInput,
  StartPasskeyRegistrationInput,
} from './passkeys.types.ts';
import { removePasskey } from './remove-passkey.ts';
import { startPasskeyLogin } from './start-login.ts';
import { startPasskeyRegistration } from './start-registration.ts';

@Resolver(() => User)
export class PasskeysResolver {
  @OwnerOnly()
  @FieldResolver(() => [Passkey], {
    nullable: true,
    description: 'The passkeys, oldest first. Null for everyone except the owner of the account.',
  })
  passkeys(@Root() { id }: Account, @Ctx() ctx: Context): Promise<Passkey[]> {
    return listPasskeys(ctx, id);
  }

  /** A passkey of an attacker could take over the account, so adding one needs as much as removing one. */
  @Recent({ needsStrongest: true, notice: passkeyAddedMail })
  @Attempts(addAttempt)
  @Mutation(() => PasskeyCeremony, { description: 'Returns options for navigator.credentials.create().' })
  startPasskeyRegistration(
    @Ctx() ctx: Context,
    @Arg('input', () => StartPasskeyRegistrationInput, { nullable: true })
    input?: StartPasskeyRegistrationInput,
  ): Promise<PasskeyCeremony> {
    return startPasskeyRegistration(ctx, input ?? { automatic: false });
  }

  /** Not `@Recent()`: only the session that started the ceremony can finish it, within five minutes. */
  @Attempts(addAttempt)
  @Mutation(() => PasskeyChanged, { description: 'Adds a passkey to the account, and mails the owner.' })
  finishPasskeyRegistration(
    @Ctx() ctx: Context,
    @Arg('input', () => FinishPasskeyRegistrationInput) input: FinishPasskeyRegistrationInput,
  ): Promise<PasskeyChanged> {
    return finishPasskeyRegistration(ctx, input);
  }

  @Open()
  @Attempts(startLoginAttempt)
  @Mutation(() => PasskeyCeremony, {
    description:
      'Returns options for navigator.credentials.get(), also for conditional mediation. The same for every caller.',
  })
  startPasskeyLogin(@Ctx() ctx: Context): Promise<PasskeyCeremony> {
    return startPasskeyLogin(ctx);
  }

  @Open()
  @Attempts(passkeyAttempt)
  @Mutation(() => LoginStep, {
    description: 'Logs in with a passkey. It counts as two factors.',
  })
  finishPasskeyLogin(
    @Ctx() ctx: Context,
    @Arg('input', () => FinishPasskeyLoginInput) input: FinishPasskeyLoginInput,
  ): Promise<LoginStep> {
    return finishPasskeyLogin(ctx, input);
  }

  @Attempts(renameAttempt)
  @Mutation(() => Passkey, { description: 'Changes the name of a passkey of the caller.' })
  renamePasskey(
    @Ctx() ctx: Context,
    @Arg('input', () => RenamePasskeyInput) input: RenamePasskeyInput,
  ): Promise<Passkey> {
    return renamePasskey(ctx, input);
  }

  @Recent({ needsStrongest: true, notice: passkeyRemovedMail })
  @Attempts(removeAttempt)
  @Mutation(() => PasskeyChanged, {
    description:
      'Removes a passkey, opens a new session for the caller, and ends all others, the old one included. Mails the owner.',
  })
  removePasskey(
    @Ctx() ctx: Context,
    @Arg('input', () => RemovePasskeyInput) input: RemovePasskeyInput,
  ): Promise<PasskeyChanged> {
    return removePasskey(ctx, input);
  }
}

const passkeyOptions = {
  nullable: true,
  description: 'Options for navigator.credentials.get(), if `methods` contains PASSKEY.',
} as const;

@Resolver(() => LoginChallenge)
export class LoginPasskeyResolver {
  @FieldResolver(() => WebAuthnJson, passkeyOptions)
  passkeyOptions(@Root() challenge: LoginChallenge, @Ctx() ctx: Context): Promise<object | null> {
    return proofOptions(ctx, challenge);
  }
}

@Resolver(() => ConfirmationChallenge)
export class ConfirmationPasskeyResolver {
  @FieldResolver(() => WebAuthnJson, passkeyOptions)
  async passkeyOptions(
    @Root() { challenge: id, methods }: ConfirmationChallenge,
    @Ctx() ctx: Context,
  ): Promise<object | null> {
    const { account } = await requireUser(ctx);
    return proofOptions(ctx, { id, userId: account.id, methods });
  }
}
