import { Html, html } from './html.ts';
import type { Site } from './page.ts';
import type { Texts } from './texts.ts';

/** The script lists the problems with a form here. */
export function summary(id: string): Html {
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
