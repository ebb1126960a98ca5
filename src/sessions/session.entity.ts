import { Entity, Index, ManyToOne, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { User } from '../accounts/user.entity.ts';

/** One row per session, and none per token, since `generation` identifies the current refresh token. */
@Entity({ tableName: 'sessions' })
@Index({ name: 'sessions_user_id_index', properties: ['user'] })
@Index({ name: 'sessions_idle_expires_at_index', properties: ['idleExpiresAt'] })
@Index({
  name: 'sessions_revoked_at_index',
  expression:
    'create index "sessions_revoked_at_index" on "sessions" ("revoked_at") where "revoked_at" is not null',
})
export class Session {
  /** UUID version 7 (RFC 9562), so that new rows are adjacent in the index. */
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @ManyToOne(() => User, { deleteRule: 'cascade', updateRule: 'no action', fieldName: 'user_id' })
  user!: User;

  @Property({ type: 'integer', default: 0 })
  generation!: number;

  /** SHA-256 of the secret in this session's refresh tokens, so a stolen signing key is not enough to forge one. */
  @Property({ type: 'blob' })
  secretHash!: Buffer;

  @Property({ type: 'datetime', columnType: 'timestamptz', defaultRaw: 'now()' })
  rotatedAt!: Date;

  @Property({ type: 'datetime', columnType: 'timestamptz', defaultRaw: 'now()' })
  createdAt!: Date;

  @Property({ type: 'datetime', columnType: 'timestamptz', defaultRaw: 'now()' })
  lastUsedAt!: Date;

  @Property({ type: 'array', columnType: 'text[]', defaultRaw: "'{pwd}'" })
  methods!: string[];

  /** A refresh does not change this time. */
  @Property({ type: 'datetime', columnType: 'timestamptz', nullable: true, defaultRaw: 'now()' })
  authenticatedAt?: Date | null;

  @Property({ type: 'smallint', default: 1 })
  level!: number;

  /** Never later than `absoluteExpiresAt`. */
  @Property({ type: 'datetime', columnType: 'timestamptz' })
  idleExpiresAt!: Date;

  @Property({ type: 'datetime', columnType: 'timestamptz' })
  absoluteExpiresAt!: Date;

  @Property({ type: 'datetime', columnType: 'timestamptz', nullable: true })
  revokedAt?: Date | null;

  @Property({ type: 'text', nullable: true })
  revokedReason?: string | null;

  /** An `Ending`. */
  @Property({ type: 'json', columnType: 'jsonb', nullable: true })
  ending?: object | null;

  /** The request of the login. */
  @Property({ type: 'uuid', nullable: true })
  openedBy?: string | null;

  /** The IP address of the login. `ipAddress` follows the last use. */
  @Property({ type: 'text', nullable: true })
  openedFrom?: string | null;

  /** The last rotations, newest first, in the format of `trail.ts`. */
  @Property({ type: 'array', columnType: 'text[]', defaultRaw: "'{}'" })
  trail!: string[];

  @Property({ type: 'text', nullable: true })
  userAgent?: string | null;

  @Property({ type: 'text', nullable: true })
  ipAddress?: string | null;
}
