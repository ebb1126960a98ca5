import { spawnSync } from 'node:child_process';
import { existsSync, linkSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { isOlderThan, read } from './version.js';

/**
 * Installs the Node.js of package-lock.json for the npm scripts, if the one that runs npm is too old for the tests. The service
 * runs on older ones than the tests do. `npm ci` runs this in the root, as `prepare`. The folder keeps what it installed, so the
 * next `npm ci` in the root only adds the link.
 */
const folder = fileURLToPath(new URL('.', import.meta.url));
const { config, devDependencies } = read('package.json');
const installed = path.join(folder, 'node_modules/node');
const name = process.platform === 'win32' ? 'node.exe' : 'node';
const binary = path.join(installed, 'bin', name);

/** Also where a script that this Node.js runs calls `npm ci`. */
if (isOlderThan(config.oldest) || process.execPath === binary) {
  if (!isInstalled()) install();
  // npm tells its scripts about --omit=dev, so then there is no binary.
  if (existsSync(binary)) link();
}

function isInstalled() {
  return existsSync(binary) && read('node_modules/node/package.json').version === devDependencies.node;
}

function install() {
  const options = ['--prefix', folder, '--no-audit', '--no-fund', '--loglevel=error'];
  const { status } = spawnSync(process.execPath, [process.env.npm_execpath, 'ci', ...options], {
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(1);
  // C headers, 67 MB. No build here needs them.
  const headers = `node_modules/node-${process.platform}-${process.arch}/include`;
  rmSync(path.join(installed, headers), { recursive: true, force: true });
}

/** npm puts this folder first in the PATH of scripts. Windows lets only administrators make symbolic links. */
function link() {
  const target = path.join(folder, '../../node_modules/.bin', name);
  rmSync(target, { force: true });
  if (process.platform === 'win32') linkSync(binary, target);
  else symlinkSync(path.relative(path.dirname(target), binary), target);
}
