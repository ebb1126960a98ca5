import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import path from 'node:path';
import { stylesheet } from './page-html.ts';

export interface PageFile {
  content: Buffer;
  type: string;
  etag: string;
}

export interface PageFiles {
  /** A hash of all contents. It is part of each file's URL, so browsers may cache the files forever. */
  version: string;
  hasGraphiql: boolean;
  byName: ReadonlyMap<string, PageFile>;
}

/** Finds a module's file, like `require.resolve`. @throws an error with the code MODULE_NOT_FOUND */
export type Resolve = (module: string) => string;

/** Compiled from `browser/` by `npm run build`. */
const ownScripts = ['access-token.js', 'graphiql-page.js', 'prepared-document.js', 'sandbox-page.js'];

/** From devDependencies. */
const packageFiles = [
  ['react.js', 'react', 'umd/react.production.min.js'],
  ['react-dom.js', 'react-dom', 'umd/react-dom.production.min.js'],
  ['graphiql.js', 'graphiql', 'graphiql.min.js'],
  ['graphiql.css', 'graphiql', 'graphiql.min.css'],
] as const;

const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
};

export function readPageFiles(resolve: Resolve): PageFiles {
  const installed = readPackages(resolve);
  const contents = new Map([...readOwn(), ...(installed ?? [])]);
  return {
    version: hash(Buffer.concat([...contents.values()])).slice(0, 16),
    hasGraphiql: installed !== undefined,
    byName: new Map([...contents].map(([name, content]) => [name, asFile(name, content)])),
  };
}

function readOwn(): [string, Buffer][] {
  const root = path.dirname(findPackageJSON(new URL('.', import.meta.url)) ?? '.');
  const folder = path.join(root, 'dist/src/http/pages/browser');
  const scripts = ownScripts.map((name): [string, Buffer] => [name, readFileSync(path.join(folder, name))]);
  return [...scripts, ['page.css', Buffer.from(stylesheet)]];
}

function readPackages(resolve: Resolve): [string, Buffer][] | undefined {
  try {
    return packageFiles.map(([name, module, file]) => {
      const folder = path.dirname(resolve(`${module}/package.json`));
      return [name, readFileSync(path.join(folder, file))];
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}

function asFile(name: string, content: Buffer): PageFile {
  return { content, type: types[path.extname(name)] ?? '', etag: etagOf(content) };
}

export function etagOf(content: string | Buffer): string {
  return `"${hash(content)}"`;
}

function hash(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('base64url');
}
