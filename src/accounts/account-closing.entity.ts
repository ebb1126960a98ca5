import { Entity, Index, OneToOne, Property } from '@mikro-orm/decorators/legacy';
import { User } from './user.entity.ts';

/**
 * An account with a date for its deletion. Its `is_active` is false, so every statement that rejects disabled accounts also
 * rejects closing ones. The table is separate so that the migration neither rewrites nor scans `users`.
 */
@Entity({ tableName: 'account_closings' })
@Index({ name: 'account_closings_due_at_index', properties: ['dueAt'] })
export class AccountClosing {
  @OneToOne(() => User, {
    primary: true,
    owner: true,
    deleteRule: 'cascade',
    updateRule: 'no action',
    fieldName: 'user_id',
  })
  user!: User;

  @Property({ type: 'datetime', columnType: 'timestamptz' })
  dueAt!: Date;

  @Property({ type: 'datetime', columnType: 'timestamptz', defaultRaw: 'now()' })
  createdAt!: Date;

  /** Whether the owner may restore the account. False if an operator has disabled it. */
  @Property({ type: 'boolean', default: true })
  isRestorable!: boolean;
}
