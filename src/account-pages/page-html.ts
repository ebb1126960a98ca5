import type { Locale } from '../mail/locales.ts';
import type { Brand } from './brand/brand.ts';
import { asJson, Html, html } from './html.ts';
import type { Page, Site } from './page.ts';
import { type Texts, texts } from './texts.ts';

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

/** The script lists the problems with a form here. */
function summary(id: string): Html {
  return html`<div class="summary" role="group" aria-labelledby="${id}" tabindex="-1" hidden>
        <h2 id="${id}"></h2>
        <ul></ul>
      </div>`;
}

/** A dialog has its own summary and status, since the rest of the page is inert while the dialog is open. */
export function dialog(name: string, title: string, body: Html): Html {
  return html`
    <dialog id="${name}" aria-labelledby="${name}-title">
      <h2 id="${name}-title">${title}</h2>
      ${summary(`${name}-summary`)}
      ${body}
      <p role="status"></p>
    </dialog>`;
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
  /** Required if another field of the page has the same name. */
  id?: string;
  label: string;
  autocomplete: string;
  hint?: string;
  isPassword?: boolean;
  /** For a new password: what browsers and password managers require. */
  minLength?: number;
  isOptional?: boolean;
  inputmode?: 'email' | 'numeric' | 'text';
}

/** Emails use a text field, since browsers rewrite the domain in fields with `type="email"`. */
export function field(options: Field): Html {
  const {
    name,
    id = name,
    label,
    autocomplete,
    hint,
    isPassword = false,
    isOptional = false,
    minLength,
    inputmode,
  } = options;
  const type = isPassword ? html`type="password"` : html`type="text" inputmode="${inputmode ?? 'text'}"`;
  const rules =
    minLength === undefined ? '' : html` minlength="${minLength}" passwordrules="minlength: ${minLength};"`;
  return html`<div class="field" data-field="${id}">
          <label for="${id}">${label}</label>
          ${hint === undefined ? '' : html`<p class="hint" id="${id}-hint">${hint}</p>`}
          <div class="control">
            <input id="${id}" name="${name}" ${type} autocapitalize="none" spellcheck="false" autocomplete="${autocomplete}"${rules} ${isOptional ? '' : 'required'}
              aria-describedby="${hint === undefined ? '' : `${id}-hint `}${id}-problem" />
          </div>
          <p class="problem" id="${id}-problem"></p>
        </div>
        `;
}

/** Says the rule before the user types. */
export function newPassword(
  { passwordMinLength }: Site,
  label: string,
  { fields, passwordRule }: Texts,
  name = 'newPassword',
  id = name,
): Html {
  const rule = passwordRule.replace('{count}', String(passwordMinLength));
  const hint = `${rule} ${fields.newPassword.hint}`;
  return field({
    name,
    id,
    autocomplete: 'new-password',
    isPassword: true,
    minLength: passwordMinLength,
    label,
    hint,
  });
}

/**
 * With `method="post"`, browsers put no password into a URL even if the script does not run.
 * @param kind plain for a form whose button is not the main action of its view; danger for one that deletes something.
 */
export function form(name: string, submit: string, fields: Html, kind?: 'plain' | 'danger'): Html {
  return html`<form method="post" data-form="${name}"${kind === undefined ? '' : html` class="${kind}"`}>
        ${fields}
        <button type="submit">${submit}</button>
      </form>
      `;
}

export function paragraph(text: string, name?: string): Html {
  return name === undefined ? html`<p>${text}</p>` : html`<p data-text="${name}">${text}</p>`;
}

/** Says where a user logs in. @param here said if that is on the service's own page. */
export function loginHint(site: Site, inApp: string, here: string, shared: Texts): Html {
  const { hasApp, returnTo, usesCookie } = site;
  const { toSettings } = shared;
  // Without the cookie, the app could not take over the session.
  if (returnTo === undefined ? hasApp : !usesCookie)
    return html`${paragraph(inApp)}${backToApp(site, shared)}`;
  return html`${paragraph(here)}<p><a href="./login">${toSettings}</a></p>`;
}

/** Leads to the app that the user came from, if any. */
export function backToApp({ returnTo }: Site, { toApp }: Texts): Html {
  if (returnTo === undefined) return html``;
  return html`<p><a href="${returnTo}">${toApp.replace('{host}', () => new URL(returnTo).host)}</a></p>`;
}

/** Leads to the account view of the settings page. */
export const backTo = (text: string) => html`<p><a href="#account">${text}</a></p>`;

export const toAccount = ({ toAccount: text }: Texts) => backTo(text);

/** Shows password managers the account of the passwords. */
export const accountName = html`<input type="text" name="username" autocomplete="username" readonly hidden />`;
