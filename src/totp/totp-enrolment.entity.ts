import { Entity, OneToOne, Property } from '@mikro-orm/decorators/legacy';
import { User } from '../accounts/user.entity.ts';

/** An authenticator app that its owner has not confirmed yet. It opens nothing. */
@Entity({ tableName: 'totp_enrolments' })
export class TotpEnrolment {
  @OneToOne(() => User, {
    primary: true,
    owner: true,
    deleteRule: 'cascade',
    updateRule: 'no action',
    fieldName: 'user_id',
  })
  user!: User;

  /** Sealed like the secret of a credential. */
  @Property({ type: 'blob' })
  secret!: Buffer;

  @Property({ type: 'datetime', columnType: 'timestamptz' })
  expiresAt!: Date;
}
