import { CommandFailure, type Commands } from '../feature/command.ts';
import type { App } from '../feature/context.ts';
import { featuresOf } from '../feature/feature.ts';
import { isReadOnlyDatabase } from './read-only.ts';
import { databaseFailure, notReady } from './start-failure.ts';

/** The built-in checks. No feature may use their names. */
export const ownChecks = ['configuration', 'database', 'migrations'] as const;

export const checkCommand: Commands = {
  check: {
    help: 'Check the configuration, the database and its schema, and Redis where it is configured.',
    async run({ open, say }) {
      const { app } = await open();
      const { database } = app;
      const isReadOnly = await isReadOnlyDatabase(database).catch((error: unknown) => {
        throw databaseFailure(error);
      });
      if (isReadOnly) throw new CommandFailure('The database in DATABASE_URL is read-only.');
      if ((await database.readiness()) !== 'ok') throw notReady();
      const advice = await database.adviceForRole();
      if (advice !== undefined) say(advice);
      return { ...Object.fromEntries(ownChecks.map((name) => [name, 'ok'])), ...(await checksOf(app)) };
    },
  },
};

async function checksOf(app: App): Promise<Record<string, string | undefined>> {
  const checks = featuresOf(app).flatMap((feature) => Object.entries(feature.checks ?? {}));
  return Object.fromEntries(
    await Promise.all(checks.map(async ([name, check]) => [name, await check(app)] as const)),
  );
}
