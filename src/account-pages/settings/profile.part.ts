import { accountName, field, newPassword } from '../field-html.ts';
import { type Html, html } from '../html.ts';
import type { Site } from '../page.ts';
import type { Texts } from '../texts.ts';
import { form, paragraph, toAccount, view } from '../view-html.ts';
import { type ProfileTexts, profileTexts } from './profile.texts.ts';
import { definePart } from './settings-part.ts';

/** Username, email and password. */
export const profilePart = definePart({
  texts: profileTexts,
  section: (texts) => html`<h2>${texts.profileTitle}</h2>
        <dl>
          <dt>${texts.username}</dt>
          <dd data-text="username"></dd>
          <dt>${texts.email}</dt>
          <dd><span data-text="email"></span> <span class="hint" data-text="email-state"></span></dd>
        </dl>
        ${form('verify-email', texts.verifyEmail, html``, 'plain')}
        <div id="pending-email" class="inset" hidden>
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
        `,
  views: (texts, shared, site) => html`
      ${changeView('username', texts.changeUsername, shared)}
      ${changeView('email', texts.changeEmail, shared)}
      ${passwordView(texts, shared, site)}`,
});

function changeView(
  name: 'username' | 'email',
  { title, intro, field: label, submit }: ProfileTexts['changeUsername' | 'changeEmail'],
  shared: Texts,
): Html {
  const input = {
    username: { name: 'username', id: 'new-username', autocomplete: 'username' },
    email: { name: 'newEmail', autocomplete: 'email', inputmode: 'email' },
  } as const;
  const inputs = field({ ...input[name], ...label });
  return view(name, title, html`${paragraph(intro)}${form(name, submit, inputs)}${toAccount(shared)}`);
}

function passwordView({ password }: ProfileTexts, shared: Texts, site: Site): Html {
  const inputs = html`${accountName}
        ${field({ name: 'currentPassword', autocomplete: 'current-password', isPassword: true, ...password.current })}
        ${newPassword(site, shared.fields.newPassword.label, shared)}`;
  return view(
    'password',
    password.title,
    html`${paragraph(password.intro)}${form('password', password.submit, inputs)}${toAccount(shared)}`,
  );
}
