import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';

/** What remains of a deleted account, so that other subgraphs' references to it still resolve. */
@Entity({ tableName: 'deleted_accounts' })
export class DeletedAccount {
  @PrimaryKey({ type: 'integer', autoincrement: false })
  userId!: number;

  @Property({ type: 'datetime', columnType: 'timestamptz', defaultRaw: 'now()' })
  deletedAt!: Date;
}
