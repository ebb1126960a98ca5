import { Entity, Index, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';

/** A signup waiting for its email to be proved. It has no account yet. */
@Entity({ tableName: 'pending_signups' })
@Index({ name: 'pending_signups_email_index', properties: ['email'] })
@Index({ name: 'pending_signups_expires_at_index', properties: ['expiresAt'] })
export class PendingSignup {
  /** The flow of the browser that signed up. */
  @PrimaryKey({ type: 'uuid' })
  flowId!: string;

  /** Not reserved: the first signup to be completed gets it. */
  @Property({ type: 'text' })
  username!: string;

  @Property({ type: 'text' })
  email!: string;

  @Property({ type: 'text' })
  hash!: string;

  @Property({ type: 'text', nullable: true })
  locale?: string | null;

  @Property({ type: 'datetime', columnType: 'timestamptz', defaultRaw: 'now()' })
  createdAt!: Date;

  @Property({ type: 'datetime', columnType: 'timestamptz' })
  expiresAt!: Date;
}
