import { Entity, Index, ManyToOne, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { User } from './user.entity.ts';

/** A username or an email that an account has given up. Until `until`, no other account may take it. */
@Entity({ tableName: 'held_identifiers' })
@Index({ name: 'held_identifiers_until_index', properties: ['until'] })
export class HeldIdentifier {
  /** `username` or `email`. */
  @PrimaryKey({ type: 'text' })
  kind!: string;

  /** In the form for comparisons: a username in lower case, an email in canonical form. */
  @PrimaryKey({ type: 'text' })
  value!: string;

  /** The account that may take the identifier back; null if no account may. */
  @ManyToOne(() => User, {
    deleteRule: 'cascade',
    updateRule: 'no action',
    fieldName: 'user_id',
    nullable: true,
    index: 'held_identifiers_user_id_index',
  })
  user?: User | null;

  @Property({ type: 'datetime', columnType: 'timestamptz' })
  until!: Date;
}
