import { CommandFailure, type Commands } from '../feature/command.ts';
import { databaseFailure, notReady } from '../startup/start-failure.ts';

export const checkCommand: Commands = {
  check: {
    help: 'whether the configuration is right, and the database answers, takes writes and has the schema of this version',
    async run({ open }) {
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
      if (server?.isReadOnly) throw new CommandFailure('The database in DATABASE_URL takes no writes.');
      if ((await database.readiness()) !== 'ok') throw notReady();
      return { configuration: 'ok', database: 'ok', migrations: 'ok' };
    },
  },
};
