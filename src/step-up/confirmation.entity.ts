import { Entity, Index, ManyToOne, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { User } from '../accounts/user.entity.ts';

/** A signed-in user's request to confirm their identity again. Useless without an access token of its session. */
@Entity({ tableName: 'confirmations' })
@Index({ name: 'confirmations_expires_at_index', properties: ['expiresAt'] })
export class ConfirmationRow {
  /** The challenge. */
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @ManyToOne(() => User, {
    deleteRule: 'cascade',
    updateRule: 'no action',
    fieldName: 'user_id',
    index: 'confirmations_user_id_index',
  })
  user!: User;

  /** Has no foreign key: creating one would lock the table of sessions. */
  @Property({ type: 'uuid' })
  sessionId!: string;

  /** The names of the offered methods, each with the data that it needs to judge the proof, or null. */
  @Property({ type: 'json', columnType: 'jsonb' })
  methods!: Record<string, string | null>;

  @Property({ type: 'smallint', default: 0 })
  tries!: number;

  @Property({ type: 'datetime', columnType: 'timestamptz', defaultRaw: 'now()' })
  createdAt!: Date;

  @Property({ type: 'datetime', columnType: 'timestamptz' })
  expiresAt!: Date;

  @Property({ type: 'datetime', columnType: 'timestamptz', nullable: true })
  usedAt?: Date | null;
}
