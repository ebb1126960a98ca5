import { Entity, Index, ManyToOne, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { User } from '../accounts/user.entity.ts';

/**
 * Rejections and repeated refreshes of a session. One row counts all incidents of a kind, so no client can fill the table.
 */
@Entity({ tableName: 'session_incidents' })
@Index({ name: 'session_incidents_last_at_index', properties: ['lastAt'] })
@Index({ name: 'session_incidents_first_request_index', properties: ['firstRequest'] })
@Index({ name: 'session_incidents_last_request_index', properties: ['lastRequest'] })
export class SessionIncident {
  @PrimaryKey({ type: 'uuid' })
  sessionId!: string;

  /** The type of the event. */
  @PrimaryKey({ type: 'text' })
  type!: string;

  @PrimaryKey({ type: 'text' })
  reason!: string;

  @ManyToOne(() => User, {
    deleteRule: 'cascade',
    updateRule: 'no action',
    fieldName: 'user_id',
    index: 'session_incidents_user_id_index',
  })
  user!: User;

  @Property({ type: 'integer' })
  count!: number;

  @Property({ type: 'datetime', columnType: 'timestamptz' })
  firstAt!: Date;

  @Property({ type: 'uuid' })
  firstRequest!: string;

  @Property({ type: 'text', nullable: true })
  firstIpAddress?: string | null;

  @Property({ type: 'datetime', columnType: 'timestamptz' })
  lastAt!: Date;

  @Property({ type: 'uuid' })
  lastRequest!: string;

  @Property({ type: 'text', nullable: true })
  lastIpAddress?: string | null;

  @Property({ type: 'text', nullable: true })
  lastUserAgent?: string | null;
}
