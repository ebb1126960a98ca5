import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { composeSupergraph } from './compose.ts';

const usage = `npm start [-- hive]

Starts the auth service, a subgraph of posts, and a gateway in front of both: Apollo Gateway, or with "hive" Hive Gateway.
`;

const { AUTH_PORT = '4000', POSTS_PORT = '4001', PORT = '4100' } = process.env;
const [kind = 'apollo'] = process.argv.slice(2);
const folder = import.meta.dirname;
const secret = process.env.GATEWAY_SECRET ?? randomBytes(24).toString('base64url');
const programs: ChildProcess[] = [];
let isStopping = false;

/** Starts a program, and waits for the line that says that it is ready. @returns the address in it. */
function start(name: string, command: string[], env: Record<string, string>, ready: RegExp): Promise<string> {
  // Stopped while it was starting: nothing new begins.
  if (isStopping) return new Promise(() => undefined);
  const [file = '', ...args] = command;
  const program = spawn(file, args, {
    cwd: name === 'auth' ? `${folder}/../..` : folder,
    env: { ...process.env, GATEWAY_SECRET: secret, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  programs.push(program);
  program.once('exit', (code) => stop(code ?? 1));
  return new Promise((resolve) => {
    let seen = '';
    program.stdout.on('data', (chunk: Buffer) => {
      seen += chunk;
      const [, url] = ready.exec(seen) ?? [];
      if (url !== undefined) resolve(url);
    });
  });
}

function stop(code: number): void {
  if (isStopping) return;
  isStopping = true;
  process.exitCode = code;
  // The last one first: nobody loses what stands behind it.
  for (const program of programs.toReversed()) program.kill('SIGTERM');
  // Once they are gone; what waits for one of them to start waits in vain.
  Promise.all(
    programs.map((program) => program.exitCode ?? program.signalCode ?? once(program, 'exit')),
  ).then(() => process.exit());
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop(0));

const gateways: Record<string, { command: string[]; ready: RegExp }> = {
  apollo: { command: [process.execPath, 'apollo-gateway.ts'], ready: /gateway: (\S+)/ },
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

const auth = await start(
  'auth',
  [process.execPath, 'dist/src/main.js'],
  { PORT: AUTH_PORT, LOG_LEVEL: process.env.LOG_LEVEL ?? 'info' },
  /ready: (http:\S+\/graphql)/,
);
const authUrl = new URL(auth).origin;
const posts = await start(
  'posts',
  [process.execPath, 'posts.ts'],
  { PORT: POSTS_PORT, AUTH_URL: authUrl },
  /posts: (\S+)/,
);
composeSupergraph(auth, posts);
const url = await start(kind, gateway.command, { PORT }, gateway.ready);
process.stdout.write(`auth: ${auth}\nposts: ${posts}\nready: ${new URL('/graphql', url)}\n`);
