import { CommandFailure, type Commands } from './command.ts';

const advice = {
  'database unavailable': 'The database in DATABASE_URL does not answer.',
  'migrations pending':
    'The database has not been migrated yet: start the service once, or run "npm run migrate".',
};

export const checkCommand: Commands = {
  check: {
    help: 'whether the configuration is right, and the database answers and has the schema of this version',
    async run({ config, open }) {
      config();
      const status = await (await open()).app.database.readiness();
      if (status !== 'ok') throw new CommandFailure(advice[status]);
      return { configuration: 'ok', database: 'ok', migrations: 'ok' };
    },
  },
};
