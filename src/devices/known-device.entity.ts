import { Entity, Index, ManyToOne, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { User } from '../accounts/user.entity.ts';

/**
 * A device that an account has logged in with. The row does not contain the device's name; only a login from the device
 * matches it.
 */
@Entity({ tableName: 'known_devices' })
@Index({ name: 'known_devices_last_seen_index', properties: ['lastSeen'] })
export class KnownDevice {
  @ManyToOne(() => User, {
    primary: true,
    deleteRule: 'cascade',
    updateRule: 'no action',
    fieldName: 'user_id',
    index: false,
  })
  user!: User;

  @PrimaryKey({ type: 'blob' })
  fingerprint!: Buffer;

  @Property({ type: 'datetime', columnType: 'timestamptz', defaultRaw: 'now()' })
  firstSeen!: Date;

  @Property({ type: 'datetime', columnType: 'timestamptz', defaultRaw: 'now()' })
  lastSeen!: Date;
}
