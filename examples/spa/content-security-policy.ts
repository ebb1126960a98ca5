import { createHash, randomBytes } from 'node:crypto';
import type { Plugin } from 'vite';

/** The policy that both modes share. @param service the origin of the service. */
function policy(service: string, more: Readonly<Record<string, string>>): string {
  const directives = {
    'default-src': "'none'",
    'script-src': "'self'",
    'style-src': "'self'",
    'img-src': "'self'",
    'connect-src': service,
    'base-uri': "'none'",
    'form-action': "'none'",
    ...more,
  };
  return Object.entries(directives)
    .map(([name, value]) => `${name} ${value}`)
    .join('; ');
}

/**
 * Puts the policy into the built page, together with the styles: so the first paint needs one response, and the policy can
 * name the styles by their hash. `frame-ancestors` works only as a header, which the web server has to send.
 */
export function contentSecurityPolicy(service: string): Plugin {
  return {
    name: 'content-security-policy',
    apply: 'build',
    // Chunks that load later must bring no styles.
    config: () => ({ build: { cssCodeSplit: false, modulePreload: { polyfill: false } } }),
    transformIndexHtml: {
      order: 'post',
      handler: (html, { bundle = {} }) => {
        const styles = Object.values(bundle).filter(({ fileName }) => fileName.endsWith('.css'));
        const css = styles.map((style) => ('source' in style ? String(style.source).trim() : '')).join('\n');
        for (const { fileName } of styles) delete bundle[fileName];
        const hash = createHash('sha256').update(css).digest('base64');
        const content = policy(service, {
          'style-src': `'sha256-${hash}'`,
          'require-trusted-types-for': "'script'",
        });
        return {
          html: html.replace(/\s*<link rel="stylesheet"[^>]*>/g, ''),
          tags: [
            {
              tag: 'meta',
              attrs: { 'http-equiv': 'Content-Security-Policy', content },
              injectTo: 'head-prepend',
            },
            { tag: 'style', children: css, injectTo: 'head' },
          ],
        };
      },
    },
  };
}

/** Vite's development server adds inline scripts and styles to the page, with this nonce, and reloads over a WebSocket. */
export function developmentPolicy(service: string): { nonce: string; header: string } {
  const nonce = randomBytes(16).toString('base64');
  const header = policy(service, {
    'script-src': `'self' 'nonce-${nonce}'`,
    'style-src': `'self' 'nonce-${nonce}'`,
    'img-src': "'self' data:",
    'connect-src': `'self' ws://localhost:* ${service}`,
    'frame-ancestors': "'none'",
  });
  return { nonce, header };
}
