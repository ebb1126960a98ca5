import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { folder, podman, run } from './podman.ts';

/** The image the Dockerfile starts from. */
export function baseImage(): string {
  const [, name = ''] = /^FROM (\S+) AS/m.exec(readFileSync('Dockerfile', 'utf8')) ?? [];
  return `docker.io/library/${name}`;
}

/** @returns a description of where the image comes from. */
export function prepareBaseImage(): string {
  const name = baseImage();
  if (podman(['image', 'exists', name], { mayFail: true }).code === 0) return 'present';
  if (podman(['pull', '--quiet', name], { mayFail: true }).code === 0) return 'pulled';
  makeBaseImage(name);
  return 'made of Debian and npm packages, since no registry of images is reachable';
}

/** Rebuilds it from the same Debian, this script's Node.js and npm, and the user `node`, all at the same paths. */
function makeBaseImage(name: string): void {
  const [, major, suite] = /node:(\d+)-(\w+)-slim$/.exec(name) ?? [];
  if (!suite || !process.version.startsWith(`v${major}.`))
    throw new Error(`${name} cannot be made with Node.js ${process.version}.`);
  const context = path.join(folder, 'base');
  mkdirSync(context);
  const root = path.join(context, 'root.tar');
  run('mmdebstrap', ['--mode=root', '--variant=minbase', '--include=ca-certificates,tzdata', suite, root]);
  cpSync(process.execPath, path.join(context, 'node'));
  const npm = path.resolve(process.env.npm_execpath ?? '', '../..');
  cpSync(npm, path.join(context, 'npm'), { recursive: true, dereference: true });
  writeFileSync(
    path.join(context, 'Dockerfile'),
    `FROM scratch
ADD root.tar /
COPY node /usr/local/bin/node
COPY npm /usr/local/lib/node_modules/npm
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm && groupadd -g 1000 node && useradd -u 1000 -g node -m node
CMD ["node"]
`,
  );
  podman(['build', ...isolated, '-t', name, context]);
}

/** Builds run in a chroot on the host's network. HEALTHCHECK exists only in Docker's format. */
export const isolated = ['--isolation', 'chroot', '--network', 'host', '--format', 'docker'];

/** Mounts this machine's npm settings, such as its registry, but only during the build. They end up in no layer. */
export function npmSettings(): string[] {
  const setting = (name: string) => run('npm', ['config', 'get', name]).stdout.trim();
  const authority = setting('cafile');
  const files = [
    [setting('globalconfig'), '/usr/local/etc/npmrc'],
    [path.join(os.homedir(), '.npmrc'), '/root/.npmrc'],
    [authority, authority],
  ];
  return files
    .filter(([from]) => from && existsSync(from))
    .flatMap(([from, to]) => ['--volume', `${from}:${to}:ro`]);
}
