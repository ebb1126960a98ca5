import { Entity, Index, OneToOne, Property } from '@mikro-orm/decorators/legacy';
import { User } from '../accounts/user.entity.ts';

/** An operator has asked to remove the account's second factors. The delay lets the owner cancel this. */
@Entity({ tableName: 'factor_resets' })
@Index({ name: 'factor_resets_due_at_index', properties: ['dueAt'] })
export class FactorReset {
  @OneToOne(() => User, {
    primary: true,
    owner: true,
    deleteRule: 'cascade',
    updateRule: 'no action',
    fieldName: 'user_id',
  })
  user!: User;

  @Property({ type: 'datetime', columnType: 'timestamptz', defaultRaw: 'now()' })
  requestedAt!: Date;

  @Property({ type: 'datetime', columnType: 'timestamptz' })
  dueAt!: Date;
}
