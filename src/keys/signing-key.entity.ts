import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';

/** The public half of a key that signs access tokens. The private half stays in the configuration of the replicas. */
@Entity({ tableName: 'signing_keys' })
export class SigningKey {
  /** The thumbprint of the key (RFC 7638), or `SECRET_KEY`. */
  @PrimaryKey({ type: 'text' })
  kid!: string;

  /** A JWK; null for `SECRET_KEY`. */
  @Property({ type: 'json', columnType: 'jsonb', nullable: true })
  publicKey!: object | null;

  @Property({ type: 'datetime', columnType: 'timestamptz', defaultRaw: 'now()' })
  publishedAt!: Date;

  /** When the key starts to sign, late enough for every gateway to fetch it first. */
  @Property({ type: 'datetime', columnType: 'timestamptz' })
  activatesAt!: Date;

  /** When the last token of the key may expire. A replica that signs with the key extends this time. */
  @Property({ type: 'datetime', columnType: 'timestamptz' })
  goodUntil!: Date;

  /** Set when the key was revoked. From then on, the service rejects all its tokens. */
  @Property({ type: 'datetime', columnType: 'timestamptz', nullable: true })
  revokedAt?: Date | null;
}
