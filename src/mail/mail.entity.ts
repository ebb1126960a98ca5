import { Entity, Index, ManyToOne, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { User } from '../accounts/user.entity.ts';
import { OneTimeSecret } from '../one-time-secrets/one-time-secret.entity.ts';

/**
 * A row in the outbox, committed together with the change that causes the mail. A worker sends it later. It contains neither
 * link nor code.
 */
@Entity({ tableName: 'mails' })
@Index({
  name: 'mails_due_at_index',
  expression:
    'create index "mails_due_at_index" on "mails" ("due_at") where "finished_at" is null and "given_up_at" is null',
})
// Waiting mails that are claimed first (urgentMails).
@Index({
  name: 'mails_urgent_index',
  expression:
    'create index "mails_urgent_index" on "mails" ("due_at") where "secret_id" is not null and "user_id" is not null ' +
    'and "finished_at" is null and "given_up_at" is null',
})
@Index({ name: 'mails_created_at_index', properties: ['createdAt'] })
@Index({
  name: 'mails_withheld_index',
  expression: `create index "mails_withheld_index" on "mails" ("created_at") where "outcome" = 'withheld'`,
})
// Otherwise the hourly purge would read the whole table.
@Index({
  name: 'mails_ended_at_index',
  expression:
    'create index "mails_ended_at_index" on "mails" (coalesce("finished_at", "given_up_at")) ' +
    `where "facts" <> '{}' or "secret_id" is not null or "flow_id" is not null`,
})
export class Mail {
  /** UUID version 7. Part of the Message-ID, by which receivers recognize a mail that was sent twice. */
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Property({ type: 'text' })
  kind!: string;

  @ManyToOne(() => User, {
    deleteRule: 'cascade',
    updateRule: 'no action',
    fieldName: 'user_id',
    nullable: true,
    index: 'mails_user_id_index',
  })
  user?: User | null;

  /** An email in canonical form. */
  @Property({ type: 'text' })
  recipient!: string;

  @Property({ type: 'text' })
  locale!: string;

  @ManyToOne(() => OneTimeSecret, {
    deleteRule: 'set null',
    updateRule: 'no action',
    fieldName: 'secret_id',
    nullable: true,
    index: 'mails_secret_id_index',
  })
  secret?: OneTimeSecret | null;

  /** The link contains it next to the token. */
  @Property({ type: 'uuid', nullable: true })
  flowId?: string | null;

  @Property({ type: 'json', columnType: 'jsonb', defaultRaw: "'{}'" })
  facts!: Record<string, string>;

  @Property({ type: 'datetime', columnType: 'timestamptz', defaultRaw: 'now()' })
  createdAt!: Date;

  /** After this time, there is no point in delivering the mail. */
  @Property({ type: 'datetime', columnType: 'timestamptz' })
  expiresAt!: Date;

  @Property({ type: 'datetime', columnType: 'timestamptz', defaultRaw: 'now()' })
  dueAt!: Date;

  @Property({ type: 'datetime', columnType: 'timestamptz', nullable: true })
  claimedUntil?: Date | null;

  @Property({ type: 'smallint', default: 0 })
  tries!: number;

  @Property({ type: 'datetime', columnType: 'timestamptz', nullable: true })
  finishedAt?: Date | null;

  @Property({ type: 'datetime', columnType: 'timestamptz', nullable: true })
  givenUpAt?: Date | null;

  @Property({ type: 'text', nullable: true })
  outcome?: string | null;

  /** The mail server's last reply (RFC 5321, 4.2). */
  @Property({ type: 'smallint', nullable: true })
  replyCode?: number | null;

  @Property({ type: 'text', nullable: true })
  replyClass?: string | null;
}
