import { field } from '../field-html.ts';
import { type Html, html } from '../html.ts';
import { secondStepView } from '../second-step-view.ts';
import type { Texts } from '../texts.ts';
import { form, paragraph, view } from '../view-html.ts';
import { type LoginTexts, loginTexts } from './login.texts.ts';
import { definePart } from './settings-part.ts';

export const loginPart = definePart({
  texts: loginTexts,
  views: (texts, shared, { opensWith }) => html`
      ${view('loading', shared.title, paragraph(texts.loading), opensWith === 'loading')}
      ${view('failed', texts.failedTitle, html`${paragraph('', 'failed')}${form('again', texts.failedSubmit, html``)}`)}
      ${loginView(texts, shared, opensWith === 'login')}
      ${continueView(texts)}
      ${secondStepView(shared)}
      ${view('restore', texts.restore.title, html`${paragraph(texts.restore.intro)}${form('restore', texts.restore.submit, html``)}`)}`,
});

/** For a user who comes to the login with a session. */
function continueView({ resumed: { title, as, submit, other } }: LoginTexts): Html {
  return view(
    'continue',
    title,
    html`<p>${as} <strong data-text="continue"></strong></p>
        ${form('continue', submit, html``)}${form('continue-other', other, html``, 'plain')}`,
  );
}

function loginView(texts: LoginTexts, { fields }: Texts, isFirst: boolean): Html {
  const inputs = html`${field({ name: 'username', id: 'login-username', autocomplete: 'username webauthn', inputmode: 'email', ...fields.identifier })}
        ${field({ name: 'password', id: 'login-password', autocomplete: 'current-password', isPassword: true, ...fields.password })}`;
  return view(
    'login',
    texts.loginTitle,
    html`<p class="notice" role="status" data-text="login"></p>${form('login', texts.loginSubmit, inputs)}
        <div id="passkey-login" hidden>${form('passkey-login', texts.passkey, html``, 'plain')}</div>
        <ul class="links">
          <li><a href="./forgot">${texts.forgot}</a></li>
          <li><a href="./signup">${texts.signup}</a></li>
        </ul>`,
    isFirst,
  );
}
