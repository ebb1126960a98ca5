import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';

/** The public half of a signing key for access tokens. The private half stays in the replicas' configuration. */
@Entity({ tableName: 'signing_keys' })
export class SigningKey {
  /** The key's thumbprint (RFC 7638), or `SECRET_KEY`. */
  @PrimaryKey({ type: 'text' })
  kid!: string;

  /** A JWK; null for `SECRET_KEY`. */
  @Property({ type: 'json', columnType: 'jsonb', nullable: true })
  publicKey!: object | null;

  @Property({ type: 'datetime', columnType: 'timestamptz', defaultRaw: 'now()' })
  publishedAt!: Date;

  /** When the key starts to sign, late enough for every gateway to have fetched it. */
  @Property({ type: 'datetime', columnType: 'timestamptz' })
  activatesAt!: Date;

  /** When the key's last token may expire. Replicas that sign with the key keep extending this. */
  @Property({ type: 'datetime', columnType: 'timestamptz' })
  goodUntil!: Date;

  /** Set on revocation. From then on, the service rejects all tokens signed with this key. */
  @Property({ type: 'datetime', columnType: 'timestamptz', nullable: true })
  revokedAt?: Date | null;
}
