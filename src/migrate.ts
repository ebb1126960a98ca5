import { settingGroups } from './app.ts';
import { loadConfig } from './config.ts';
import { readEnvironment } from './environment.ts';
import { migrateConfiguredDatabase } from './open-database.ts';
import { explainStartFailure } from './start-failure.ts';

try {
  const applied = await migrateConfiguredDatabase(loadConfig(readEnvironment(), settingGroups()));
  process.stdout.write(applied.length > 0 ? `Applied: ${applied.join(', ')}\n` : 'Nothing to do.\n');
} catch (error) {
  process.stderr.write(explainStartFailure(error));
  process.exitCode = 1;
}
