import { Entity, OneToOne, Property } from '@mikro-orm/decorators/legacy';
import { User } from '../accounts/user.entity.ts';

/** Logins with the correct password and a wrong second factor, counted for a day from the first. */
@Entity({ tableName: 'second_factor_failures' })
export class SecondFactorFailures {
  @OneToOne(() => User, {
    primary: true,
    owner: true,
    deleteRule: 'cascade',
    updateRule: 'no action',
    fieldName: 'user_id',
  })
  user!: User;

  @Property({ type: 'integer' })
  count!: number;

  @Property({ type: 'datetime', columnType: 'timestamptz', defaultRaw: 'now()' })
  since!: Date;
}
