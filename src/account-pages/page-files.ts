import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Route, RouteAnswer, RouteRequest } from '../feature/routes.ts';
import { ClientError } from '../kernel/errors.ts';
import { mediaTypeOf, readBuiltScripts, versionOf } from '../platform/static-files.ts';
import { stylesheet } from './stylesheet.ts';

interface PageFiles {
  version: string;
  byName: ReadonlyMap<string, Buffer>;
}

let files: PageFiles | undefined;

/** The first request reads the files. */
export function pageFiles(): PageFiles {
  files ??= readFiles();
  return files;
}

/** `npm run build` compiles the scripts from `browser/`. `qr-code.ts` imports the library. */
function readFiles(): PageFiles {
  const css = ['page.css', Buffer.from(stylesheet)] as const;
  const qr = ['qr.js', readFileSync(createRequire(import.meta.url).resolve('qr'))] as const;
  const byName = new Map([...readBuiltScripts('src/account-pages/browser'), qr, css]);
  return { version: versionOf(byName.values()), byName };
}

export const fileRoute: Route = {
  method: 'GET',
  path: '/account/files/:version/:name',
  answersHead: true,
  handle: (_ctx, request) => serveFile(request),
};

/**
 * While replicas of two versions run, a page from one version may load files from the other. Browsers must not cache those.
 */
function serveFile({ params: { version = '', name = '' } }: RouteRequest): RouteAnswer {
  const files = pageFiles();
  const content = files.byName.get(name);
  if (content === undefined) return { status: 404, error: new ClientError('NOT_FOUND', 'Not found.') };
  const caching = version === files.version ? 'public, max-age=31536000, immutable' : 'no-store';
  return {
    headers: { 'cache-control': caching, 'cross-origin-resource-policy': 'same-origin' },
    type: mediaTypeOf(name),
    content,
  };
}
