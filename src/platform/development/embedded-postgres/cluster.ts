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

/** A PostgreSQL data directory and the password of its only user. */
export interface Cluster {
  folder: string;
  password: string;
}

/**
 * Opens the cluster below `dataFolder`, making it first where there is none. Two starts at once make one cluster: each
 * prepares its own copy, one rename wins.
 */
export async function openCluster(dataFolder: string, binaries: PostgresBinaries): Promise<Cluster> {
  const link = path.join(dataFolder, 'postgres');
  const password = keepSecret(path.join(dataFolder, 'postgres-password'));
  if (!existsSync(path.join(link, 'PG_VERSION'))) await makeCluster(link, password, binaries);
  const folder = realpathSync(link);
  const version = Number(readFileSync(path.join(folder, 'PG_VERSION'), 'utf8'));
  if (version !== binaries.majorVersion) {
    throw new Error(
      `${folder} was made by PostgreSQL ${version}, and ${binaries.majorVersion} is installed. ` +
        'Move it away to start afresh, or set DATABASE_URL to a server that you upgrade yourself.',
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
  // A link to a folder that is gone (somebody emptied the staging folder) is in the way of the new one.
  if (lstatSync(link, { throwIfNoEntry: false })?.isSymbolicLink() && !existsSync(link)) rmSync(link);
  symlinkSync(folder, link);
}
