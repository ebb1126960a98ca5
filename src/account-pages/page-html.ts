import type { Locale } from '../mail/locales.ts';
import { asJson, Html, html } from './html.ts';
import type { Page } from './page.ts';
import { texts } from './texts.ts';

interface Options {
  locale: Locale;
  version: string;
  usesCookie: boolean;
}

export function pageHtml(page: Page, { locale, version, usesCookie }: Options): string {
  const { title, noScript } = texts[locale];
  // Links are relative, since a proxy may serve the pages under another path.
  const files = `./files/${version}`;
  return html`<!doctype html>
<html lang="${locale}" data-cookie="${String(usesCookie)}">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>${title}</title>
    <link rel="icon" href="data:," />
    <link rel="stylesheet" href="${files}/page.css" />
    <script type="module" src="${files}/${page.script}.js"></script>
    <script type="application/json" id="texts">${asJson(page.scriptTextsIn(locale))}</script>
  </head>
  <body>
    <main>
      <noscript><p class="problem">${noScript}</p></noscript>
      <div id="summary" role="group" aria-labelledby="summary-title" tabindex="-1" hidden>
        <h2 id="summary-title"></h2>
        <ul></ul>
      </div>
      ${page.viewsIn(locale)}
      <p role="status"></p>
    </main>
  </body>
</html>
`.text;
}

/** @param isFirst whether the page shows this view before its script runs. */
export function view(name: string, title: string, body: Html, isFirst = false): Html {
  return html`<section data-view="${name}"${isFirst ? '' : new Html(' hidden')}>
        <h1 tabindex="-1">${title}</h1>
        ${body}
      </section>
      `;
}

export interface Field {
  name: string;
  label: string;
  autocomplete: string;
  hint?: string;
  isPassword?: boolean;
  inputmode?: 'email' | 'text';
}

/** Emails use a text field, since browsers rewrite the domain in fields with `type="email"`. */
export function field({ name, label, autocomplete, hint, isPassword = false, inputmode }: Field): Html {
  const attributes = isPassword
    ? new Html('type="password"')
    : html`type="text" inputmode="${inputmode ?? 'text'}" autocapitalize="none" spellcheck="false"`;
  return html`<div class="field" data-field="${name}">
          <label for="${name}">${label}</label>
          ${hint === undefined ? '' : html`<p class="hint" id="${name}-hint">${hint}</p>`}
          <p class="problem" id="${name}-problem"></p>
          <input id="${name}" name="${name}" ${attributes} autocomplete="${autocomplete}" required
            aria-describedby="${hint === undefined ? '' : `${name}-hint `}${name}-problem" />
        </div>
        `;
}

/** A checkbox that shows what the user types into this password field. */
export function showPassword(name: string, label: string): Html {
  return html`<label class="choice"><input type="checkbox" data-shows="${name}" /> ${label}</label>`;
}

/** With `method="post"`, browsers put no password into a URL even if the script does not run. */
export function form(name: string, submit: string, fields: Html): Html {
  return html`<form method="post" data-form="${name}">
        ${fields}
        <button type="submit">${submit}</button>
      </form>
      `;
}

export function paragraph(text: string, name?: string): Html {
  return name === undefined ? html`<p>${text}</p>` : html`<p data-text="${name}">${text}</p>`;
}
