import { CommandFailure, type Commands } from '../feature/command.ts';
import { isReadOnlyDatabase } from './read-only.ts';
import { databaseFailure, notReady } from './start-failure.ts';

export const checkCommand: Commands = {
  check: {
    help: 'Check the configuration, the database and its schema.',
    async run({ open }) {
      const { database } = (await open()).app;
      const isReadOnly = await isReadOnlyDatabase(database).catch((error: unknown) => {
        throw databaseFailure(error);
      });
      if (isReadOnly) throw new CommandFailure('The database in DATABASE_URL is read-only.');
      if ((await database.readiness()) !== 'ok') throw notReady();
      return { configuration: 'ok', database: 'ok', migrations: 'ok' };
    },
  },
};
