import { Entity, Index, ManyToOne, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { User } from '../accounts/user.entity.ts';

/** A WebAuthn credential that its owner logs in with. */
@Entity({ tableName: 'passkeys' })
@Index({ name: 'passkeys_rp_id_index', properties: ['rpId'] })
export class PasskeyRow {
  @PrimaryKey({ type: 'blob' })
  credentialId!: Buffer;

  @ManyToOne(() => User, {
    deleteRule: 'cascade',
    updateRule: 'no action',
    fieldName: 'user_id',
    index: 'passkeys_user_id_index',
  })
  user!: User;

  /** In COSE format. */
  @Property({ type: 'blob' })
  publicKey!: Buffer;

  /** The COSE algorithm of the key. */
  @Property({ type: 'integer' })
  algorithm!: number;

  /** How often the authenticator says that it has signed; always 0 for most of them. */
  @Property({ type: 'bigint' })
  counter!: bigint;

  @Property({ type: 'array', columnType: 'text[]' })
  transports!: string[];

  /** The model of the authenticator. Not attested: the authenticator can claim any. */
  @Property({ type: 'uuid' })
  aaguid!: string;

  /** Whether the authenticator may copy the key to other devices of its owner. */
  @Property({ type: 'boolean' })
  isMultiDevice!: boolean;

  @Property({ type: 'boolean' })
  isBackedUp!: boolean;

  /** The domain that the key is bound to. */
  @Property({ type: 'text' })
  rpId!: string;

  @Property({ type: 'text' })
  name!: string;

  @Property({ type: 'datetime', columnType: 'timestamptz', defaultRaw: 'now()' })
  createdAt!: Date;

  @Property({ type: 'datetime', columnType: 'timestamptz', nullable: true })
  lastUsedAt?: Date | null;
}
