import { Entity, Index, ManyToOne, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { User } from '../accounts/user.entity.ts';

/** A login that has passed one proof and still needs another. */
@Entity({ tableName: 'login_challenges' })
@Index({ name: 'login_challenges_expires_at_index', properties: ['expiresAt'] })
export class LoginChallengeRow {
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  /** SHA-256 of the secret in the challenge. */
  @Property({ type: 'blob' })
  secretHash!: Buffer;

  @ManyToOne(() => User, {
    deleteRule: 'cascade',
    updateRule: 'no action',
    fieldName: 'user_id',
    index: 'login_challenges_user_id_index',
  })
  user!: User;

  /** The proof methods used so far. */
  @Property({ type: 'array', columnType: 'text[]' })
  methods!: string[];

  /** The name of the open requirement. */
  @Property({ type: 'text' })
  asks!: string;

  @Property({ type: 'uuid', nullable: true })
  flowId?: string | null;

  @Property({ type: 'smallint', default: 0 })
  tries!: number;

  @Property({ type: 'datetime', columnType: 'timestamptz', defaultRaw: 'now()' })
  createdAt!: Date;

  @Property({ type: 'datetime', columnType: 'timestamptz' })
  expiresAt!: Date;

  @Property({ type: 'datetime', columnType: 'timestamptz', nullable: true })
  usedAt?: Date | null;
}
