import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';

/**
 * A key that signs access tokens, as all replicas and gateways know it. Private halves are never stored: they stay in
 * the configuration of those who sign.
 */
@Entity({ tableName: 'signing_keys' })
export class SigningKey {
  /** Its thumbprint (RFC 7638), or `SECRET_KEY` for what is derived from that. */
  @PrimaryKey({ type: 'text' })
  kid!: string;

  /** A JWK; a secret has none. */
  @Property({ type: 'json', columnType: 'jsonb', nullable: true })
  publicKey!: object | null;

  @Property({ type: 'datetime', columnType: 'timestamptz', defaultRaw: 'now()' })
  publishedAt!: Date;

  /** It signs from then on, when every gateway has fetched it. */
  @Property({ type: 'datetime', columnType: 'timestamptz' })
  activatesAt!: Date;

  /** Until then a token that it signed may live. Whoever signs with it moves that on, and so keeps it published. */
  @Property({ type: 'datetime', columnType: 'timestamptz' })
  goodUntil!: Date;

  /** None of its tokens is accepted any more. */
  @Property({ type: 'datetime', columnType: 'timestamptz', nullable: true })
  revokedAt?: Date | null;
}
