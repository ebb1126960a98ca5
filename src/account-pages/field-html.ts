import { type Html, html } from './html.ts';
import type { Site } from './page.ts';
import type { Texts } from './texts.ts';

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

/** Shows password managers the account of the passwords. */
export const accountName = html`<input type="text" name="username" autocomplete="username" readonly hidden />`;
