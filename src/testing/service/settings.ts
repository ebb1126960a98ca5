import { randomBytes } from 'node:crypto';
import type { SettingGroup } from '../../kernel/config.ts';

/** All tests of a run come from one IP address. The limits on single accounts stay. */
const limitsPerAddress = {
  LOGIN_FAILURES_PER_ADDRESS: '100000/1m',
  REFRESHES_PER_ADDRESS: '100000/1m',
  SIGNUPS_PER_ADDRESS: '100000/1h',
  MAIL_REQUESTS_PER_ADDRESS: '100000/1h',
};

/** These have an option of startAuth, or follow from it. */
const ownSettings: Readonly<Record<string, string>> = {
  DATABASE_URL: 'each service gets a database. To use your own PostgreSQL server, set TEST_DATABASE_URL',
  PORT: 'use the option port',
  HOST: 'the service listens on 127.0.0.1',
  REUSE_PORT: 'each service has its own port',
  DATA_DIR: 'the service stores nothing that outlives it',
};

interface Given {
  env: Readonly<Record<string, string>>;
  url: string;
  databaseUrl: string;
  folder: string;
}

/** The environment of the service. Nothing comes from the environment of the tests. */
export function environmentFor({ env, url, databaseUrl, folder }: Given): Record<string, string> {
  return {
    NODE_ENV: 'test',
    SECRET_KEY: randomBytes(36).toString('base64url'),
    JWT_ISSUER: new URL(url).origin,
    BCRYPT_COST: '10',
    DATABASE_POOL_SIZE: '5',
    ...limitsPerAddress,
    ...env,
    PORT: '0',
    HOST: '127.0.0.1',
    DATABASE_URL: databaseUrl,
    DATA_DIR: folder,
  };
}

/** @throws Error that says which setting the service does not have, or takes from elsewhere. */
export function checkEnvironment(
  env: Readonly<Record<string, string>>,
  groups: readonly SettingGroup[],
): void {
  const known = new Set([
    'NODE_ENV',
    ...groups.flatMap((group) =>
      Object.entries(group).flatMap(([name, { secret }]) => (secret ? [name, `${name}_FILE`] : [name])),
    ),
  ]);
  for (const name of Object.keys(env)) {
    const reason = ownSettings[name.replace(/_FILE$/, '')];
    if (reason !== undefined) throw new Error(`startAuth does not accept ${name} in env: ${reason}.`);
    if (!known.has(name))
      throw new Error(`${name} in env is no setting of the service; docs/configuration.md lists them.`);
  }
  if (env.NODE_ENV === 'production')
    throw new Error('startAuth does not start with NODE_ENV=production: it is for tests.');
}
