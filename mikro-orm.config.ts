import { migrations } from './migrations/index.ts';
import { features } from './src/features.ts';
import { toConnectionUrl } from './src/platform/database/connection-url.ts';
import { ormOptions } from './src/platform/database/orm-options.ts';

/** Configures the MikroORM command line ("npm run mikro-orm -- migration:create") for the database in DATABASE_URL. */
export default ormOptions(toConnectionUrl(process.env.DATABASE_URL ?? ''), {
  entities: features.flatMap(({ entities }) => entities ?? []),
  migrations,
});
