import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { makeFolder } from '../../tests/support/left-behind.ts';
import { within } from '../../tests/support/patience.ts';

const root = path.resolve(import.meta.dirname, '../..');

export interface PackedClient {
  /** The tarball. */
  file: string;
  /** The paths of its files. */
  paths: string[];
}

/** Without what npm has told the script that runs the tests, such as --ignore-scripts: a user's npm has not been told. */
const ownEnv = () => Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)));

/** Runs a program to its end. @throws with all that the program has printed, if it fails. */
export async function run(
  folder: string,
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const options = {
    cwd: folder,
    env: { ...ownEnv(), ...env },
    timeout: within(120_000),
    maxBuffer: 2 ** 26,
  };
  const { stdout } = await promisify(execFile)(program, args, options).catch((error) => {
    throw new Error(`${program} ${args.join(' ')} failed:\n${error.stdout}${error.stderr}`);
  });
  return stdout;
}

/** Packs the client as a fresh clone does, without the `dist` of this folder: other tests are serving it. */
export async function packClient(): Promise<PackedClient> {
  const clone = makeFolder();
  const ignored = ['node_modules', 'dist'];
  cpSync(path.join(root, 'client'), path.join(clone, 'client'), {
    recursive: true,
    filter: (source) => !ignored.includes(path.basename(source)),
  });
  for (const file of ['tsconfig.json', 'node_modules', 'client/node_modules'])
    symlinkSync(path.join(root, file), path.join(clone, file));
  const printed = await run(path.join(clone, 'client'), 'npm', ['pack', '--json', '--silent']);
  const [{ filename, files }] = JSON.parse(printed.slice(printed.indexOf('[\n')));
  return {
    file: path.join(clone, 'client', filename),
    paths: files.map((file: { path: string }) => file.path),
  };
}

interface Project {
  files: Readonly<Record<string, string>>;
  /** What the project depends on, besides the client: names and versions. */
  packages?: Readonly<Record<string, string>>;
  /** More fields of package.json. */
  manifest?: object;
}

/** Makes a project in an empty folder, and installs the packed client there. @returns the folder. */
export async function makeProject(
  client: PackedClient,
  { files, packages = {}, manifest = {} }: Project,
): Promise<string> {
  const folder = makeFolder();
  const dependencies = { 'graphql-auth-service-client': `file:${client.file}`, ...packages };
  const all = { 'package.json': JSON.stringify({ private: true, ...manifest, dependencies }), ...files };
  for (const [name, text] of Object.entries(all)) {
    mkdirSync(path.join(folder, path.dirname(name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
  const flags = ['--no-audit', '--no-fund', '--ignore-scripts', '--prefer-offline', '--silent'];
  await run(folder, 'npm', ['install', ...flags]);
  return folder;
}

/** The versions that a package of this repository pins. */
export function pinned(packageFolder: string, names: readonly string[]): Record<string, string> {
  const text = readFileSync(path.join(root, packageFolder, 'package.json'), 'utf8');
  const { dependencies, devDependencies } = JSON.parse(text);
  return Object.fromEntries(names.map((name) => [name, { ...devDependencies, ...dependencies }[name]]));
}

/** Checks the types of a project with this repository's compiler, as TypeScript apps do. */
export function checkTypes(
  folder: string,
  files: readonly string[],
  args: readonly string[],
): Promise<string> {
  const tsc = path.join(root, 'node_modules/.bin/tsc');
  const flags = ['--noEmit', '--strict', '--target', 'es2022', '--types', '', ...args];
  return run(folder, tsc, [...flags, ...files]);
}
