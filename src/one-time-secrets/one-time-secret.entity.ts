import { Entity, Index, ManyToOne, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { User } from '../accounts/user.entity.ts';

/** A link and a code, sent by mail. Both are derived from the row and SECRET_KEY, so the row alone reveals neither. */
@Entity({ tableName: 'one_time_secrets' })
@Index({
  name: 'one_time_secrets_user_id_purpose_unique',
  expression:
    'create unique index "one_time_secrets_user_id_purpose_unique" on "one_time_secrets" ("user_id", "purpose") where "used_at" is null',
})
@Index({
  name: 'one_time_secrets_subject_purpose_unique',
  expression:
    'create unique index "one_time_secrets_subject_purpose_unique" on "one_time_secrets" ("subject", "purpose") where "used_at" is null and "user_id" is null',
})
// Exports and erasures also look up used secrets.
@Index({
  name: 'one_time_secrets_subject_index',
  expression:
    'create index "one_time_secrets_subject_index" on "one_time_secrets" ("subject") where "used_at" is not null and "user_id" is null',
})
@Index({
  name: 'one_time_secrets_user_id_index',
  expression:
    'create index "one_time_secrets_user_id_index" on "one_time_secrets" ("user_id") where "user_id" is not null',
})
@Index({ name: 'one_time_secrets_expires_at_index', properties: ['expiresAt'] })
export class OneTimeSecret {
  /** UUID version 7. Part of the token. */
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Property({ type: 'text' })
  purpose!: string;

  @ManyToOne(() => User, {
    deleteRule: 'cascade',
    updateRule: 'no action',
    fieldName: 'user_id',
    nullable: true,
    index: false,
  })
  user?: User | null;

  /** What the secret is about; in most cases, the email that it was sent to. It must still fit when the secret is used. */
  @Property({ type: 'text', nullable: true })
  subject?: string | null;

  @Property({ type: 'blob' })
  nonce!: Buffer;

  @Property({ type: 'datetime', columnType: 'timestamptz', defaultRaw: 'now()' })
  createdAt!: Date;

  @Property({ type: 'datetime', columnType: 'timestamptz' })
  expiresAt!: Date;

  @Property({ type: 'datetime', columnType: 'timestamptz', nullable: true })
  usedAt?: Date | null;
}
