import { createServer } from 'node:http';
import bcrypt from 'bcrypt';
import { betterAuth } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';
import { toNodeHandler } from 'better-auth/node';
import { bearer, username } from 'better-auth/plugins';
import pg from 'pg';
import { announce } from './announce.ts';

const options = {
  database: new pg.Pool({ connectionString: process.env.DATABASE_URL as string, max: 10 }),
  secret: process.env.SECRET_KEY as string,
  baseURL: 'http://127.0.0.1:3000',
  emailAndPassword: {
    enabled: true,
    autoSignIn: false,
    password: {
      hash: (password: string) => bcrypt.hash(password, Number(process.env.BCRYPT_COST)),
      verify: ({ hash, password }: { hash: string; password: string }) => bcrypt.compare(password, hash),
    },
  },
  plugins: [username(), bearer()],
  rateLimit: { enabled: false },
  telemetry: { enabled: false },
  advanced: { disableCSRFCheck: true },
  logger: { level: 'error' as const },
};

await (await getMigrations(options)).runMigrations();
const server = createServer(toNodeHandler(betterAuth(options)));
server.listen(0, '127.0.0.1', () => announce(server));
