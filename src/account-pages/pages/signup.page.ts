import { field, newPassword } from '../field-html.ts';
import { type Html, html } from '../html.ts';
import { definePage, type Site } from '../page.ts';
import type { Texts } from '../texts.ts';
import { form, loginHint, paragraph, view } from '../view-html.ts';
import { type SignupTexts, signupTexts } from './signup.texts.ts';

/** Where users sign up. With the link from a mail, they complete a signup here. */
export const signupPage = definePage({
  script: 'signup-page',
  texts: signupTexts,
  views: (texts, shared, site) => html`
      ${signupView(texts, shared, site)}
      ${site.verifiesFirst ? codeView(texts, shared) : ''}
      ${completeView(texts)}
      ${view(
        'ended',
        shared.endedTitle,
        html`${paragraph('', 'ended')}
        <ul class="links">
          <li><a href="./forgot">${texts.forgot}</a></li>
          <li><a href="./signup">${texts.again}</a></li>
        </ul>`,
      )}
      ${view('cancelled', texts.cancelledTitle, paragraph(texts.cancelled))}
      ${view('done', texts.doneTitle, loginHint(site, texts.done, texts.doneHere, shared))}`,
});

function signupView(texts: SignupTexts, shared: Texts, site: Site): Html {
  const { username, email } = texts.fields;
  const fields = html`${field({ name: 'username', id: 'new-username', autocomplete: 'username', ...username })}
        ${field({ name: 'email', id: 'new-email', autocomplete: 'email', inputmode: 'email', ...email })}
        <p id="email-taken" hidden>${texts.emailTaken} <a href="./login">${texts.logIn}</a> · <a href="./forgot">${texts.forgot}</a></p>
        ${newPassword(site, shared.fields.password.label, shared, 'password', 'new-password')}`;
  return view(
    'signup',
    texts.title,
    html`${form('signup', texts.submit, fields)}
        <ul class="links">
          <li><a href="./login">${texts.haveAccount}</a></li>
        </ul>`,
    true,
  );
}

/** The username may be taken between the signup and its code. */
function codeView(texts: SignupTexts, shared: Texts): Html {
  const fields = html`${field({ name: 'code', autocomplete: 'one-time-code', ...shared.fields.code })}
        ${field({ name: 'username', id: 'code-username', autocomplete: 'username', ...texts.fields.otherUsername })}`;
  return view(
    'code',
    texts.codeTitle,
    html`${paragraph('', 'code')}
        <p class="notice" role="status" data-text="resent"></p>
        ${form('code', texts.codeSubmit, fields)}${form('resend', texts.resend, html``, 'plain')}${form('back', texts.back, html``, 'plain')}`,
  );
}

function completeView(texts: SignupTexts): Html {
  const { otherUsername, password } = texts.fields;
  return view(
    'complete',
    texts.completeTitle,
    html`${paragraph(texts.intro)}${form(
      'complete',
      texts.completeSubmit,
      html`${field({ name: 'username', autocomplete: 'username', ...otherUsername })}
        ${field({ name: 'password', autocomplete: 'current-password', isPassword: true, ...password })}`,
    )}
        <h2>${texts.notMeTitle}</h2>
        ${paragraph(texts.notMe)}${form('cancel', texts.notMeSubmit, html``, 'plain')}`,
  );
}
