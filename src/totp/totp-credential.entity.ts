import { Entity, OneToOne, Property } from '@mikro-orm/decorators/legacy';
import { User } from '../accounts/user.entity.ts';

/** An authenticator app. */
@Entity({ tableName: 'totp_credentials' })
export class TotpCredential {
  @OneToOne(() => User, {
    primary: true,
    owner: true,
    deleteRule: 'cascade',
    updateRule: 'no action',
    fieldName: 'user_id',
  })
  user!: User;

  /** Sealed with a key derived from SECRET_KEY, and bound to the user. */
  @Property({ type: 'blob' })
  secret!: Buffer;

  /** The time step of the last accepted code. Only codes of later steps are accepted (RFC 6238, 5.2). */
  @Property({ type: 'bigint' })
  lastStep!: bigint;

  @Property({ type: 'datetime', columnType: 'timestamptz', defaultRaw: 'now()' })
  createdAt!: Date;

  @Property({ type: 'datetime', columnType: 'timestamptz', nullable: true })
  lastUsedAt?: Date | null;
}
