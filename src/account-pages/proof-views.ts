import { field } from './field-html.ts';
import { type Html, html } from './html.ts';
import type { Site } from './page.ts';
import { secondStepView } from './second-step-view.ts';
import type { Texts } from './texts.ts';
import { backToApp, form, paragraph, view } from './view-html.ts';

/** Texts of a page that proves an email, with the link or the code of a mail. */
type ProofTexts = Readonly<
  Record<
    | 'title'
    | 'intro'
    | 'submit'
    | 'loginTitle'
    | 'login'
    | 'loginSubmit'
    | 'codeTitle'
    | 'code'
    | 'codeSubmit'
    | 'otherSubmit'
    | 'doneTitle'
    | 'done',
    string
  >
>;

/** The views of such a page. A mailed proof counts only for the account that is logged in, so the page has a login. */
export function proofViews(texts: ProofTexts, shared: Texts, site: Site): Html {
  const { fields, endedTitle } = shared;
  return html`
      ${view(
        'confirm',
        texts.title,
        html`${paragraph(texts.intro)}${form('confirm', texts.submit, html``)}`,
        site.usesCookie,
      )}
      ${view(
        'login',
        texts.loginTitle,
        html`${paragraph(texts.login, 'login')}${form(
          'login',
          texts.loginSubmit,
          html`${field({ name: 'username', autocomplete: 'username', inputmode: 'email', ...fields.identifier })}
        ${field({ name: 'password', autocomplete: 'current-password', isPassword: true, ...fields.password })}`,
        )}`,
        !site.usesCookie,
      )}
      ${secondStepView(shared)}
      ${view(
        'code',
        texts.codeTitle,
        html`${paragraph(texts.code)}${form(
          'code',
          texts.codeSubmit,
          field({ name: 'code', autocomplete: 'one-time-code', ...fields.code }),
        )}`,
      )}
      ${view('other', endedTitle, html`${paragraph('', 'other')}${form('other', texts.otherSubmit, html``)}`)}
      ${view('done', texts.doneTitle, html`${paragraph(texts.done)}${backToApp(site, shared)}`)}`;
}
