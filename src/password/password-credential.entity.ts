import { Entity, OneToOne, Property } from '@mikro-orm/decorators/legacy';
import { User } from '../accounts/user.entity.ts';

/** A separate table, since an account may have no password. */
@Entity({ tableName: 'password_credentials' })
export class PasswordCredential {
  @OneToOne(() => User, {
    primary: true,
    owner: true,
    deleteRule: 'cascade',
    updateRule: 'no action',
    fieldName: 'user_id',
  })
  user: User;

  /** PasswordHasher describes the format. */
  @Property({ type: 'text' })
  hash: string;

  @Property({ type: 'datetime', columnType: 'timestamptz', defaultRaw: 'now()' })
  changedAt!: Date;

  constructor(user: User, hash: string) {
    this.user = user;
    this.hash = hash;
  }
}
