import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { App, Context } from '../feature/context.ts';
import type { Route, RouteAnswer, RouteRequest } from '../feature/routes.ts';
import { ClientError } from '../kernel/errors.ts';
import { oncePer } from '../platform/once-per.ts';
import { mediaTypeOf, readBuiltScripts, versionOf } from '../platform/static-files.ts';
import { accountPageSettings } from './account-pages.settings.ts';
import { accentStyles } from './brand/accent.ts';
import { compressed } from './compressed.ts';
import { stylesheet } from './stylesheet.ts';

interface PageFiles {
  version: string;
  byName: ReadonlyMap<string, Buffer>;
}

/** The first request reads the files. */
export const pageFiles = oncePer(readFiles);

/** `npm run build` bundles the scripts from `browser/`. `qr-code.ts` imports the library. */
function readFiles({ config }: App): PageFiles {
  const { BRAND_LOGO_FILE: logo, BRAND_ACCENT, BRAND_CSS_FILE = '' } = config.of(accountPageSettings);
  const styles = [stylesheet, BRAND_ACCENT ? accentStyles(BRAND_ACCENT) : '', BRAND_CSS_FILE];
  const css = ['page.css', Buffer.from(styles.filter(Boolean).join('\n'))] as const;
  const qr = ['qr.js', readFileSync(createRequire(import.meta.url).resolve('qr'))] as const;
  const byName = new Map([...readBuiltScripts('src/account-pages/browser'), qr, css]);
  if (logo) byName.set(logo.name, logo.content);
  return { version: versionOf(byName.values()), byName };
}

export const fileRoute: Route = {
  method: 'GET',
  path: '/account/files/:version/:name',
  answersHead: true,
  handle: serveFile,
};

const logoPolicy = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

/**
 * While replicas of two versions run, a page from one version may load files from the other. Browsers must not cache those.
 */
function serveFile(ctx: Context, { params: { version = '', name = '' } }: RouteRequest): RouteAnswer {
  const files = pageFiles(ctx.app);
  const content = files.byName.get(name);
  if (content === undefined) return { status: 404, error: new ClientError('NOT_FOUND', 'Not found.') };
  const caching = version === files.version ? 'public, max-age=31536000, immutable' : 'no-store';
  return compressed(ctx, {
    headers: {
      'cache-control': caching,
      'cross-origin-resource-policy': 'same-origin',
      // A browser that opens the logo as a page runs no script in it.
      ...(name.startsWith('logo.') && { 'content-security-policy': logoPolicy }),
    },
    type: mediaTypeOf(name),
    content,
  });
}
