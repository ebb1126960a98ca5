import { readFileSync } from 'node:fs';
import path from 'node:path';
import { hashOf, mediaTypeOf, readBuilt, versionOf } from '../../platform/static-files.ts';
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

export function readPageFiles(resolve: Resolve): PageFiles {
  const installed = readPackages(resolve);
  const contents = new Map([...readOwn(), ...(installed ?? [])]);
  return {
    version: versionOf(contents.values()),
    hasGraphiql: installed !== undefined,
    byName: new Map([...contents].map(([name, content]) => [name, asFile(name, content)])),
  };
}

function readOwn(): [string, Buffer][] {
  return [...readBuilt('src/http/pages/browser', ownScripts), ['page.css', Buffer.from(stylesheet)]];
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
  return { content, type: mediaTypeOf(name), etag: etagOf(content) };
}

export function etagOf(content: string | Buffer): string {
  return `"${hashOf(content)}"`;
}
