import { MikroORM } from '@mikro-orm/postgresql';
import { migrations } from '../migrations/index.ts';
import { features } from './features.ts';
import { loadConfig } from './kernel/config.ts';
import { ormOptions } from './platform/database/orm-options.ts';
import { SchemaMigrator } from './platform/database/schema-migrator.ts';
import { readEnvironment } from './startup/environment.ts';
import { type Closers, closeAll, locateDatabase, migrateOrExplain } from './startup/open-database.ts';
import { settingGroups } from './startup/own-declarations.ts';
import { explainStartFailure } from './startup/start-failure.ts';

const [name = ''] = process.argv.slice(2);
const closers: Closers = [];
const say = (text: string) => void process.stderr.write(`${text}\n`);

try {
  if (!/^[a-z][a-z_]*$/.test(name))
    throw new Error('Name the migration in lower-case letters, such as "profile".');
  const groups = settingGroups();
  const config = loadConfig(readEnvironment(groups), groups);
  const url = await locateDatabase(config, closers, { share: true });
  await migrateOrExplain(url, config, say);
  const entities = features.flatMap((feature) => feature.entities ?? []);
  const orm = await MikroORM.init(ormOptions(url, { entities, migrations }));
  closers.push(() => orm.close(true));
  const [found] = await orm.em.execute<{ schema: string }[]>('select current_schema() as schema');
  if (found?.schema !== 'public')
    throw new Error('Use a database with its tables in the schema "public": MikroORM compares no other.');
  const { fileName } = await new SchemaMigrator(orm.em).create('migrations', false, false, name);
  process.stdout.write(
    fileName === ''
      ? 'The entities match the tables, so there is nothing to migrate.\n'
      : `Created migrations/${fileName}. Edit it to match the style of the others, and list it in migrations/index.ts.\n`,
  );
} catch (error) {
  process.stderr.write(explainStartFailure(error).replace('The service did not start: ', ''));
  process.exitCode = 1;
} finally {
  await closeAll(closers);
}
