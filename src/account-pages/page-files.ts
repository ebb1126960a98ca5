import type { Route, RouteAnswer, RouteRequest } from '../feature/routes.ts';
import { mediaTypeOf, readBuilt, versionOf } from '../platform/static-files.ts';
import { stylesheet } from './stylesheet.ts';

/** `npm run build` compiles these files from `browser/`. */
const scripts = [
  'ask.js',
  'forgot-page.js',
  'forms.js',
  'link-token.js',
  'new-password.js',
  'page-texts.js',
  'problems.js',
  'reset-page.js',
  'sessions.js',
  'signup-page.js',
  'verify-page.js',
  'views.js',
];

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

function readFiles(): PageFiles {
  const css = ['page.css', Buffer.from(stylesheet)] as const;
  const byName = new Map([...readBuilt('src/account-pages/browser', scripts), css]);
  return { version: versionOf(byName.values()), byName };
}

export const fileRoutes: readonly Route[] = [...scripts, 'page.css'].map((name) => ({
  method: 'GET',
  path: `/account/files/:version/${name}`,
  answersHead: true,
  handle: (_ctx, request) => serveFile(name, request),
}));

/**
 * While replicas of two versions run, a page from one version may load files from the other. Browsers must not cache those.
 */
function serveFile(name: string, { params }: RouteRequest): RouteAnswer {
  const { version, byName } = pageFiles();
  const caching = params.version === version ? 'public, max-age=31536000, immutable' : 'no-store';
  return {
    headers: { 'cache-control': caching, 'cross-origin-resource-policy': 'same-origin' },
    type: mediaTypeOf(name),
    content: byName.get(name) ?? '',
  };
}
