import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';

/** The public half of a key that signs access tokens. The private half stays in the configuration of the replicas. */
@Entity({ tableName: 'signing_keys' })
export class SigningKey {
  /** Its thumbprint (RFC 7638), or `SECRET_KEY`. */
  @PrimaryKey({ type: 'text' })
  kid!: string;

  /** A JWK; null for `SECRET_KEY`. */
  @Property({ type: 'json', columnType: 'jsonb', nullable: true })
  publicKey!: object | null;

  @Property({ type: 'datetime', columnType: 'timestamptz', defaultRaw: 'now()' })
  publishedAt!: Date;

  /** When it starts to sign: every gateway has fetched it by then. */
  @Property({ type: 'datetime', columnType: 'timestamptz' })
  activatesAt!: Date;

  /** When its last token may expire. A replica that signs with it moves this on, and so keeps it published. */
  @Property({ type: 'datetime', columnType: 'timestamptz' })
  goodUntil!: Date;

  /** Since when all its tokens are rejected. */
  @Property({ type: 'datetime', columnType: 'timestamptz', nullable: true })
  revokedAt?: Date | null;
}
