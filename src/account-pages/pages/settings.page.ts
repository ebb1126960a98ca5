import { type Html, html } from '../html.ts';
import { definePage, type Site } from '../page.ts';
import { dialog, field, form, paragraph, showPassword, view } from '../page-html.ts';
import type { Texts } from '../texts.ts';
import { type SettingsTexts, settingsTexts } from './settings.texts.ts';

/** On this page, users log in and change their account. The fragment of the URL names the view. */
export const settingsPage = definePage({
  script: 'settings-page',
  texts: settingsTexts,
  views: (texts, shared, site) => html`
      ${view('loading', texts.title, paragraph(texts.loading), true)}
      ${view('failed', texts.failedTitle, html`${paragraph('', 'failed')}${form('again', texts.failedSubmit, html``)}`)}
      ${loginView(texts, shared)}
      ${codeView(texts, shared)}
      ${accountView(texts)}
      ${changeView('username', texts.changeUsername, texts.back)}
      ${changeView('email', texts.changeEmail, texts.back)}
      ${passwordView(texts, shared)}
      ${deletionViews(texts, site)}`,
  dialogs: confirmation,
});

function loginView(texts: SettingsTexts, { fields, ...shared }: Texts): Html {
  const inputs = html`${field({ name: 'username', id: 'login-username', autocomplete: 'username', inputmode: 'email', ...fields.identifier })}
        ${field({ name: 'password', id: 'login-password', autocomplete: 'current-password', isPassword: true, ...fields.password })}
        ${showPassword('password', shared.showPassword)}`;
  return view(
    'login',
    texts.loginTitle,
    html`${paragraph(texts.login, 'login')}${form('login', texts.loginSubmit, inputs)}
        <p><a href="./forgot">${texts.forgot}</a></p>`,
  );
}

function codeView({ codeTitle, codeSubmit, oldCode, resend, back }: SettingsTexts, { fields }: Texts): Html {
  const { offer, label, hint } = oldCode;
  const inputs = html`${field({ name: 'code', autocomplete: 'one-time-code', ...fields.code })}
        ${field({ name: 'oldCode', autocomplete: 'one-time-code', label, hint })}`;
  const forms = html`${form('code', codeSubmit, inputs)}${form('old-code', offer, html``, 'plain')}${form('resend', resend, html``, 'plain')}`;
  return view('code', codeTitle, html`${paragraph('', 'code')}${forms}${backTo(back)}`);
}

function accountView(texts: SettingsTexts): Html {
  return view(
    'account',
    texts.title,
    html`<p class="notice" role="status" data-text="notice"></p>
        <h2>${texts.profileTitle}</h2>
        <dl>
          <dt>${texts.username}</dt>
          <dd data-text="username"></dd>
          <dt>${texts.email}</dt>
          <dd><span data-text="email"></span> <span class="hint" data-text="email-state"></span></dd>
        </dl>
        ${form('verify-email', texts.verifyEmail, html``, 'plain')}
        <div id="pending-email" hidden>
          <dl>
            <dt>${texts.pending.title}</dt>
            <dd data-text="pending-email"></dd>
          </dl>
          ${paragraph(texts.pending.intro)}${form('pending-code', texts.pending.code, html``, 'plain')}${form('cancel-email', texts.pending.cancel, html``, 'plain')}
        </div>
        <ul class="links">
          <li><a href="#username">${texts.changeUsername.title}</a></li>
          <li><a href="#email">${texts.changeEmail.title}</a></li>
          <li><a href="#password">${texts.password.title}</a></li>
        </ul>
        ${devices(texts)}
        <h2>${texts.data.title}</h2>
        ${paragraph(texts.data.intro)}${form('download', texts.data.submit, html``, 'plain')}
        <p><a href="#delete">${texts.delete.title}</a></p>`,
  );
}

function devices({ devices: texts, logOut }: SettingsTexts): Html {
  return html`<h2>${texts.title}</h2>
        <ul id="devices"></ul>
        <template id="device">
          <li>
            <h3 data-part="name"></h3>
            <p class="hint" data-part="current">${texts.current}</p>
            <dl>
              <dt>${texts.used}</dt>
              <dd data-part="used"></dd>
              <dt>${texts.since}</dt>
              <dd data-part="since"></dd>
              <dt>${texts.ipAddress}</dt>
              <dd data-part="ip-address"></dd>
            </dl>
            ${form('end', logOut, html``, 'plain')}
          </li>
        </template>
        <div id="other-devices" hidden>
          ${form('end-others', texts.endOthers, html``, 'plain')}
        </div>`;
}

function changeView(
  name: 'username' | 'email',
  { title, intro, field: label, submit }: SettingsTexts['changeUsername' | 'changeEmail'],
  back: string,
): Html {
  const input = {
    username: { name: 'username', id: 'new-username', autocomplete: 'username' },
    email: { name: 'newEmail', autocomplete: 'email', inputmode: 'email' },
  } as const;
  const inputs = field({ ...input[name], ...label });
  return view(name, title, html`${paragraph(intro)}${form(name, submit, inputs)}${backTo(back)}`);
}

function passwordView({ password, back }: SettingsTexts, { fields, ...shared }: Texts): Html {
  const inputs = html`${accountName}
        ${field({ name: 'currentPassword', autocomplete: 'current-password', isPassword: true, ...password.current })}
        ${field({ name: 'newPassword', autocomplete: 'new-password', isPassword: true, ...fields.newPassword })}
        ${showPassword('newPassword', shared.showPassword)}`;
  return view(
    'password',
    password.title,
    html`${paragraph(password.intro)}${form('password', password.submit, inputs)}${backTo(back)}`,
  );
}

function deletionViews({ delete: texts, restore, back }: SettingsTexts, { deletionDelay }: Site): Html {
  const { title, intro, atOnce, submit, doneTitle, logIn } = texts;
  const when = deletionDelay === '' ? atOnce : texts.later.replace('{delay}', deletionDelay);
  return html`${view('delete', title, html`${paragraph(intro)}${paragraph(when)}${form('delete', submit, html``)}${backTo(back)}`)}
      ${view('deleted', doneTitle, html`${paragraph('', 'deleted')}${backTo(logIn)}`)}
      ${view('restore', restore.title, html`${paragraph(restore.intro)}${form('restore', restore.submit, html``)}`)}`;
}

/** Shows password managers the account of the passwords. */
const accountName = html`<input type="text" name="username" autocomplete="username" readonly hidden />`;

const backTo = (text: string) => html`<p><a href="#account">${text}</a></p>`;

function confirmation({ confirmation: texts }: SettingsTexts, { fields }: Texts): Html {
  const password = { name: 'password', id: 'confirm-password', autocomplete: 'current-password' } as const;
  const code = { name: 'code', id: 'confirm-code', autocomplete: 'one-time-code' } as const;
  const inputs = html`${accountName}
        ${field({ ...password, isPassword: true, label: fields.password.label, hint: texts.password })}
        ${field({ ...code, label: fields.code.label, hint: texts.code })}`;
  return dialog(
    'confirmation',
    texts.title,
    html`${form('confirm', texts.submit, inputs)}${form('confirm-cancel', texts.cancel, html``, 'plain')}`,
  );
}
