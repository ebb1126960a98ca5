import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import path from 'node:path';

const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
};

/** The media type of a file that pages load. */
export function mediaTypeOf(name: string): string {
  return types[path.extname(name)] ?? '';
}

/** Reads files that `npm run build` wrote. @param folder below `dist`. */
export function readBuilt(folder: string, names: readonly string[]): [name: string, content: Buffer][] {
  const built = builtFolder(folder);
  return names.map((name) => [name, readFileSync(path.join(built, name))]);
}

/** Reads all scripts that `npm run build` wrote to this folder. @param folder below `dist`. */
export function readBuiltScripts(folder: string): [name: string, content: Buffer][] {
  const names = readdirSync(builtFolder(folder)).filter((name) => name.endsWith('.js'));
  return readBuilt(folder, names.sort());
}

/** @param folder below `dist`. Bundled code cannot tell its own folder. */
export function builtFolder(folder: string): string {
  const root = path.dirname(findPackageJSON(new URL('.', import.meta.url)) ?? '.');
  return path.join(root, 'dist', folder);
}

export function hashOf(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('base64url');
}

/** Part of the URL of each file, so that browsers may keep the files forever. */
export function versionOf(contents: Iterable<Buffer>): string {
  return hashOf(Buffer.concat([...contents])).slice(0, 16);
}
