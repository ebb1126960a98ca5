import { Entity, ManyToOne, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { OneTimeSecret } from './one-time-secret.entity.ts';

/** A browser's request for a mail. Only that browser may enter the code, and only a few times. */
@Entity({ tableName: 'one_time_flows' })
export class OneTimeFlow {
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @ManyToOne(() => OneTimeSecret, {
    deleteRule: 'cascade',
    updateRule: 'no action',
    fieldName: 'secret_id',
    index: 'one_time_flows_secret_id_index',
  })
  secret!: OneTimeSecret;

  @Property({ type: 'smallint', default: 0 })
  tries!: number;

  @Property({ type: 'datetime', columnType: 'timestamptz', defaultRaw: 'now()' })
  createdAt!: Date;
}
