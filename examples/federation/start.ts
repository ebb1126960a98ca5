import { randomBytes } from 'node:crypto';
import { start, startAuthService } from '../run.ts';
import { composeSupergraph } from './compose.ts';

const usage = `npm start [-- hive]

Starts the auth service, a subgraph of posts, and a gateway in front of both: Apollo Gateway, or with "hive" Hive Gateway.
`;

const {
  AUTH_PORT = '4101',
  POSTS_PORT = '4102',
  PORT = '4100',
  // posts.ts verifies tokens offline, so it honors a logout only once the token expires.
  ACCESS_TOKEN_TTL = '15m',
} = process.env;
const [kind = 'apollo'] = process.argv.slice(2);
const cwd = import.meta.dirname;
const node = process.execPath;
// The auth service and the posts subgraph must agree on the issuer.
const JWT_ISSUER = process.env.JWT_ISSUER ?? `http://localhost:${AUTH_PORT}`;
const secret = process.env.GATEWAY_SECRET ?? randomBytes(24).toString('base64url');

const gateways: Record<string, { command: string[]; ready: RegExp }> = {
  apollo: { command: [node, 'apollo-gateway.ts'], ready: /gateway: (\S+)/ },
  hive: {
    command: ['node_modules/.bin/hive-gateway', 'supergraph', '--host', '127.0.0.1', '--port', PORT],
    ready: /(http:\/\/\S+:\d+)/,
  },
};
const gateway = Object.hasOwn(gateways, kind) ? gateways[kind] : undefined;
if (!gateway) {
  process.stderr.write(usage);
  process.exit(2);
}

const auth = await startAuthService(cwd, {
  PORT: AUTH_PORT,
  GATEWAY_SECRET: secret,
  JWT_ISSUER,
  ACCESS_TOKEN_TTL,
});
const posts = await start({
  command: [node, 'posts.ts'],
  cwd,
  env: { PORT: POSTS_PORT, AUTH_URL: new URL(auth).origin, JWT_ISSUER },
  ready: /posts: (\S+)/,
});
composeSupergraph(auth, posts);
const url = await start({ ...gateway, cwd, env: { PORT, GATEWAY_SECRET: secret } });
process.stdout.write(`auth: ${auth}\nposts: ${posts}\nready: ${new URL('/graphql', url)}\n`);
