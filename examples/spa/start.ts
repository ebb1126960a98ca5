import { spawnSync } from 'node:child_process';
import { start, startAuthService } from '../run.ts';

const usage = `npm start [-- cookie | local | session | memory]

Starts the auth service and the app. The word says where the app keeps the refresh token: in a cookie that no script can
read (the default), in localStorage, in sessionStorage, or nowhere.
`;

const { AUTH_PORT = '4010', PORT = '5173' } = process.env;
const [storage = 'cookie'] = process.argv.slice(2);
if (!['cookie', 'local', 'session', 'memory'].includes(storage)) {
  process.stderr.write(usage);
  process.exit(2);
}

const cwd = import.meta.dirname;
// Tests prepare the app once, and start it many times.
if (process.env.IS_PREPARED !== 'true') {
  const { status } = spawnSync('npm', ['run', '--silent', 'prepare-app'], { cwd, stdio: ['ignore', 2, 2] });
  if (status !== 0) process.exit(status ?? 1);
}
const auth = await startAuthService(cwd, {
  PORT: AUTH_PORT,
  REFRESH_TOKEN_COOKIE: String(storage === 'cookie'),
  // Links in mails open this app.
  APP_URL: `http://localhost:${PORT}`,
});
const url = await start({
  command: [process.execPath, 'node_modules/vite/bin/vite.js', '--port', PORT, '--strictPort'],
  cwd,
  env: { VITE_AUTH_URL: auth, VITE_STORAGE: storage, NO_COLOR: '1' },
  ready: /Local:\s+(http:\S+)/,
});
process.stdout.write(`auth: ${auth}\nready: ${url}\n`);
