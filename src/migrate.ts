import { loadConfig } from './kernel/config.ts';
import { readEnvironment } from './startup/environment.ts';
import { migrateConfiguredDatabase } from './startup/open-database.ts';
import { settingGroups } from './startup/own-declarations.ts';
import { explainStartFailure } from './startup/start-failure.ts';

try {
  const groups = settingGroups();
  const applied = await migrateConfiguredDatabase(loadConfig(readEnvironment(groups), groups));
  process.stdout.write(applied.length > 0 ? `Applied: ${applied.join(', ')}\n` : 'Nothing to do.\n');
} catch (error) {
  process.stderr.write(explainStartFailure(error));
  process.exitCode = 1;
}
