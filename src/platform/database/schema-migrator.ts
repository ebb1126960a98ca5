import type { IMigratorStorage, MikroORM, Transaction } from '@mikro-orm/core';
import { MigrationStorage, Migrator } from '@mikro-orm/migrations';
import type { EntityManager } from '@mikro-orm/postgresql';

const findTable = `select to_regclass(format('%I.mikro_orm_migrations', current_schema())) is not null as exists`;

const makeTable = `
  create table mikro_orm_migrations (
    id serial primary key, name varchar(255) not null, executed_at timestamptz not null default current_timestamp)`;

/**
 * MikroORM looks for its table only in `public`, but creates it wherever search_path points. Here both follow search_path.
 */
class SchemaStorage extends MigrationStorage {
  private transaction: Transaction | undefined;
  private isThere = false;

  override setMasterMigration(transaction: Transaction): void {
    super.setMasterMigration(transaction);
    this.transaction = transaction;
  }

  override async ensureTable(): Promise<void> {
    if (this.isThere) return;
    const connection = this.driver.getConnection();
    const [found] = await connection.execute<{ exists: boolean }[]>(findTable, [], 'all', this.transaction);
    if (!found?.exists) await connection.execute(makeTable, [], 'run', this.transaction);
    this.isThere = true;
  }
}

/** Applies migrations in the first schema on the search_path, using only the given transaction's connection. */
export class SchemaMigrator extends Migrator {
  static override register(orm: MikroORM): void {
    orm.config.registerExtension('@mikro-orm/migrator', () => new SchemaMigrator(orm.em as EntityManager));
  }

  protected override createStorage(): IMigratorStorage {
    return new SchemaStorage(this.driver, this.options);
  }

  /** MikroORM's own version would look for the database and its table on another connection. */
  protected override async init(): Promise<void> {
    await this.initPaths();
  }
}
