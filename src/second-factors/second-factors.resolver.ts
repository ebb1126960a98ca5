import { Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { User } from '../accounts/user.entity.ts';
import { Attempts, OwnerOnly } from '../feature/access.ts';
import type { Account } from '../feature/account.ts';
import type { Context } from '../feature/context.ts';
import { Recent } from '../step-up/recent.ts';
import { countFactors } from './count-factors.ts';
import { newRecoveryCodes } from './new-recovery-codes.ts';
import { renewAttempt } from './second-factor-attempt.ts';
import { codesRenewedMail } from './second-factors.mails.ts';
import { RecoveryCodes, SecondFactors } from './second-factors.types.ts';

@Resolver(() => User)
export class SecondFactorsResolver {
  @OwnerOnly()
  @FieldResolver(() => SecondFactors, {
    nullable: true,
    description: 'The second factors of the account. Null for everyone except its owner.',
  })
  secondFactors(@Root() { id }: Account, @Ctx() ctx: Context): Promise<SecondFactors | null> {
    return countFactors(ctx, id);
  }

  @Recent({ needsStrongest: true, notice: codesRenewedMail })
  @Attempts(renewAttempt)
  @Mutation(() => RecoveryCodes, {
    description: 'Replaces all recovery codes of the account, used or not.',
  })
  newRecoveryCodes(@Ctx() ctx: Context): Promise<RecoveryCodes> {
    return newRecoveryCodes(ctx);
  }
}
