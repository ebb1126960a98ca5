import { CommandFailure, type Commands } from '../feature/command.ts';
import { databaseFailure, notReady } from './start-failure.ts';

export const checkCommand: Commands = {
  check: {
    help: 'Check the configuration, the database and its schema.',
    async run({ open, say }) {
      const { database } = (await open()).app;
      const [server] = await database
        .read<{ isReadOnly: boolean }>(
          'check',
          `select current_setting('transaction_read_only')::boolean as "isReadOnly"`,
          [],
        )
        .catch((error: unknown) => {
          throw databaseFailure(error);
        });
      if (server?.isReadOnly) throw new CommandFailure('The database in DATABASE_URL is read-only.');
      if ((await database.readiness()) !== 'ok') throw notReady();
      const advice = await database.adviceForRole();
      if (advice !== undefined) say(advice);
      return { configuration: 'ok', database: 'ok', migrations: 'ok' };
    },
  },
};
