import { Entity, Index, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';

/**
 * A counter of attempts. The table is unlogged, so counting writes no WAL and never waits for the disk. If PostgreSQL
 * crashes, all counters start over at zero.
 */
@Entity({ tableName: 'throttle_counters' })
export class ThrottleCounter {
  @PrimaryKey({ type: 'string', length: 255 })
  key!: string;

  @Property({ type: 'integer', default: 0 })
  points!: number;

  /** Milliseconds since 1970, by the database's clock. */
  @Index()
  @Property({ type: 'bigint', nullable: true })
  expire!: bigint | null;
}
