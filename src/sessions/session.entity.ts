import { Entity, Index, ManyToOne, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { User } from '../accounts/user.entity.ts';

/** A signed-in device. One row per session, none per token: `generation` says which refresh token is the present one. */
@Entity({ tableName: 'sessions' })
@Index({ name: 'sessions_user_id_index', properties: ['user'] })
@Index({ name: 'sessions_idle_expires_at_index', properties: ['idleExpiresAt'] })
@Index({
  name: 'sessions_revoked_at_index',
  expression:
    'create index "sessions_revoked_at_index" on "sessions" ("revoked_at") where "revoked_at" is not null',
})
export class Session {
  /** UUID version 7 (RFC 9562), so that new rows lie together in the index. */
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @ManyToOne(() => User, { deleteRule: 'cascade', updateRule: 'no action', fieldName: 'user_id' })
  user!: User;

  /** Rises by one with each rotation. */
  @Property({ type: 'integer', default: 0 })
  generation!: number;

  /** SHA-256 of the secret that every refresh token of this session carries: a stolen signing key forges none. */
  @Property({ type: 'blob' })
  secretHash!: Buffer;

  @Property({ type: 'datetime', columnType: 'timestamptz', defaultRaw: 'now()' })
  rotatedAt!: Date;

  @Property({ type: 'datetime', columnType: 'timestamptz', defaultRaw: 'now()' })
  createdAt!: Date;

  @Property({ type: 'datetime', columnType: 'timestamptz', defaultRaw: 'now()' })
  lastUsedAt!: Date;

  /** How its owner proved to be the one (RFC 8176). */
  @Property({ type: 'array', columnType: 'text[]', defaultRaw: "'{pwd}'" })
  methods!: string[];

  /** When that was. Refreshing does not move it. */
  @Property({ type: 'datetime', columnType: 'timestamptz', defaultRaw: 'now()' })
  authenticatedAt!: Date;

  /** 1 for one factor, 2 for two different ones. */
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

  @Property({ type: 'text', nullable: true })
  userAgent?: string | null;

  @Property({ type: 'text', nullable: true })
  ipAddress?: string | null;
}
