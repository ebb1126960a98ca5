import { Entity, Index, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';

/** A WebAuthn challenge that has opened a session or added a passkey. It must do neither again. */
@Entity({ tableName: 'used_challenges' })
@Index({ name: 'used_challenges_expires_at_index', properties: ['expiresAt'] })
export class UsedChallenge {
  /** The random part of the challenge. */
  @PrimaryKey({ type: 'blob' })
  nonce!: Buffer;

  /** When the challenge itself expires, and the row may be deleted. */
  @Property({ type: 'datetime', columnType: 'timestamptz' })
  expiresAt!: Date;
}
