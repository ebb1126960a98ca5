import { Entity, OneToOne, Property } from '@mikro-orm/decorators/legacy';
import { User } from '../accounts/user.entity.ts';

/** What a user proves a password against. A row of its own: an account may one day have no password at all. */
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

  /** With the scheme and the cost in front; see PasswordHasher. */
  @Property({ type: 'text' })
  hash: string;

  @Property({ type: 'datetime', columnType: 'timestamptz', defaultRaw: 'now()' })
  changedAt!: Date;

  constructor(user: User, hash: string) {
    this.user = user;
    this.hash = hash;
  }
}
