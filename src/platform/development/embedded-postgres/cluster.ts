import { randomBytes } from 'node:crypto';
import {
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { keepSecret } from '../secret-file.ts';
import { canExecute, type PostgresBinaries, stagingFolder } from './binaries.ts';
import { run } from './process.ts';

export const clusterUser = 'auth';

export interface Cluster {
  folder: string;
  password: string;
}

export const passwordFile = (dataFolder: string): string => path.join(dataFolder, 'postgres-password');

/** Opens the cluster in `dataFolder`, or creates it. If two services start at once, the first to rename its copy wins. */
export async function openCluster(dataFolder: string, binaries: PostgresBinaries): Promise<Cluster> {
  const link = path.join(dataFolder, 'postgres');
  const password = keepSecret(passwordFile(dataFolder));
  if (!existsSync(path.join(link, 'PG_VERSION'))) await makeCluster(link, password, binaries);
  const folder = realpathSync(link);
  const version = Number(readFileSync(path.join(folder, 'PG_VERSION'), 'utf8'));
  if (version !== binaries.majorVersion) {
    throw new Error(
      `PostgreSQL ${version} created ${folder}, but version ${binaries.majorVersion} is installed. ` +
        'Move the folder away to start with an empty database, or set DATABASE_URL to your own server.',
    );
  }
  return { folder, password };
}

async function makeCluster(link: string, password: string, binaries: PostgresBinaries): Promise<void> {
  const { runAs } = binaries;
  const inPlace = canExecute(runAs, path.dirname(link));
  const suffix = randomBytes(6).toString('hex');
  const folder = inPlace ? `${link}.${suffix}` : path.join(stagingFolder(), `data-${suffix}`);
  const passwordFile = `${folder}.password`;
  try {
    mkdirSync(folder, { mode: 0o700 });
    writeFileSync(passwordFile, password, { mode: 0o600 });
    if (runAs.uid !== undefined && runAs.gid !== undefined) {
      chownSync(folder, runAs.uid, runAs.gid);
      chownSync(passwordFile, runAs.uid, runAs.gid);
    }
    const flags = [
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
    ];
    await run(
      binaries.initdb,
      [
        '-D',
        folder,
        '-U',
        clusterUser,
        `--pwfile=${passwordFile}`,
        '--locale=C',
        '--no-instructions',
        ...flags,
      ],
      runAs,
    );
    put(folder, link, inPlace);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    if (!existsSync(path.join(link, 'PG_VERSION'))) throw error;
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

function put(folder: string, link: string, inPlace: boolean): void {
  if (inPlace) {
    renameSync(folder, link);
    return;
  }
  // The link dangles if the staging folder was deleted.
  if (lstatSync(link, { throwIfNoEntry: false })?.isSymbolicLink() && !existsSync(link)) rmSync(link);
  symlinkSync(folder, link);
}
