import { Entity, OneToOne, Property } from '@mikro-orm/decorators/legacy';
import { User } from '../../src/accounts/user.entity.ts';

@Entity({ tableName: 'badges' })
export class Badge {
  @OneToOne(() => User, { primary: true, owner: true, deleteRule: 'cascade', fieldName: 'user_id' })
  user!: User;

  @Property({ type: 'text', unique: true })
  number!: string;

  @Property({ type: 'datetime', columnType: 'timestamptz', defaultRaw: 'now()' })
  addedAt!: Date;
}
