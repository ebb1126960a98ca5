import type { Locale } from '../mail/locales.ts';
import type { Brand } from './brand/brand.ts';
import { asJson, Html, html } from './html.ts';
import type { Page, Site } from './page.ts';
import { type Texts, texts } from './texts.ts';
import { summary } from './view-html.ts';

interface Options {
  locale: Locale;
  version: string;
  site: Site;
}

export function pageHtml(page: Page, { locale, version, site }: Options): string {
  const { noScript } = texts[locale];
  const { brand } = site;
  // Links are relative, since a proxy may serve the pages under another path.
  const files = `./files/${version}`;
  return html`<!doctype html>
<html lang="${locale}" data-cookie="${String(site.usesCookie)}"${attribute('data-return-to', site.returnTo)}>
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>${page.titleIn(locale)}</title>
    <link rel="icon" href="${brand.logo === undefined ? 'data:,' : `${files}/${brand.logo}`}" />
    <link rel="stylesheet" href="${files}/page.css" />
    <script type="module" src="${files}/${page.script}.js"></script>
    <script type="application/json" id="texts">${asJson(page.scriptTextsIn(locale))}</script>
  </head>
  <body>
    ${header(brand, files)}
    <main class="auth">
      <noscript><p class="problem">${noScript}</p></noscript>
      ${summary('summary')}
      ${carrying(site, page.viewsIn(locale, site))}
      <p role="status"></p>${page.dialogsIn(locale)}
    </main>
    ${footer(brand, texts[locale])}
  </body>
</html>
`.text;
}

function attribute(name: string, value: string | undefined): Html | string {
  return value === undefined ? '' : html` ${name}="${value}"`;
}

/** On every way through the pages, the user can go back to the app. */
function carrying({ returnTo }: Site, { text }: Html): Html {
  if (returnTo === undefined) return new Html(text);
  return new Html(
    text.replaceAll(/href="\.\/([\w-]+)"/g, `href="./$1?returnTo=${encodeURIComponent(returnTo)}"`),
  );
}

function header({ name, logo, isNameInLogo }: Brand, files: string): Html {
  const picture = (alt: string) => (logo ? html`<img src="${files}/${logo}" alt="${alt}" />` : '');
  const content = isNameInLogo ? picture(name) : html`${picture('')}<span>${name}</span>`;
  return html`<header>${content}</header>`;
}

function footer({ supportEmail }: Brand, { help }: Texts): Html {
  if (supportEmail === undefined) return html`<footer></footer>`;
  const link = html`<a id="support" href="mailto:${encodeURIComponent(supportEmail).replace('%40', '@')}">${supportEmail}</a>`;
  return html`<footer>${help} ${link}</footer>`;
}
