import { Entity, Index, ManyToOne, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { User } from '../accounts/user.entity.ts';

/** A session that ended more than a day ago, without its secret. */
@Entity({ tableName: 'session_history' })
@Index({ name: 'session_history_ended_at_index', properties: ['endedAt'] })
@Index({
  name: 'session_history_requests_index',
  expression: 'create index "session_history_requests_index" on "session_history" using gin ("requests")',
})
export class EndedSession {
  @PrimaryKey({ type: 'uuid' })
  sessionId!: string;

  @ManyToOne(() => User, {
    deleteRule: 'cascade',
    updateRule: 'no action',
    fieldName: 'user_id',
    index: 'session_history_user_id_index',
  })
  user!: User;

  @Property({ type: 'datetime', columnType: 'timestamptz' })
  openedAt!: Date;

  @Property({ type: 'uuid', nullable: true })
  openedBy?: string | null;

  @Property({ type: 'text', nullable: true })
  openedFrom?: string | null;

  @Property({ type: 'array', columnType: 'text[]' })
  methods!: string[];

  @Property({ type: 'text', nullable: true })
  userAgent?: string | null;

  @Property({ type: 'text', nullable: true })
  ipAddress?: string | null;

  @Property({ type: 'integer' })
  generation!: number;

  @Property({ type: 'datetime', columnType: 'timestamptz' })
  lastUsedAt!: Date;

  @Property({ type: 'array', columnType: 'text[]' })
  trail!: string[];

  @Property({ type: 'datetime', columnType: 'timestamptz' })
  endedAt!: Date;

  @Property({ type: 'text' })
  reason!: string;

  @Property({ type: 'json', columnType: 'jsonb', nullable: true })
  ending?: object | null;

  /** Every request id in the other columns. */
  @Property({ type: 'array', columnType: 'uuid[]' })
  requests!: string[];
}
