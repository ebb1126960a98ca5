import { Entity, Index, ManyToOne, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { User } from '../accounts/user.entity.ts';

/** A change of an email that the link to the old mailbox can still undo. */
@Entity({ tableName: 'email_changes' })
@Index({ name: 'email_changes_undo_until_index', properties: ['undoUntil'] })
export class EmailChange {
  /** The subject of the secret in the undo link. */
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @ManyToOne(() => User, {
    deleteRule: 'cascade',
    updateRule: 'no action',
    fieldName: 'user_id',
    index: 'email_changes_user_id_index',
  })
  user!: User;

  @Property({ type: 'text' })
  oldEmail!: string;

  /** The username at the time of the change. Undoing the change also undoes later changes of the username. */
  @Property({ type: 'text' })
  oldUsername!: string;

  @Property({ type: 'datetime', columnType: 'timestamptz', defaultRaw: 'now()' })
  changedAt!: Date;

  @Property({ type: 'datetime', columnType: 'timestamptz' })
  undoUntil!: Date;
}
