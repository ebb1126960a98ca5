import { field } from '../field-html.ts';
import { type Html, html } from '../html.ts';
import type { Texts } from '../texts.ts';
import { form, paragraph, toAccount, view } from '../view-html.ts';
import { type PasskeysTexts, passkeysTexts } from './passkeys.texts.ts';
import { definePart } from './settings-part.ts';

export const passkeysPart = definePart({
  texts: passkeysTexts,
  section: (texts) => html`<h2>${texts.title}</h2>
        ${paragraph(texts.intro)}
        <p id="no-passkeys" hidden>${texts.none}</p>
        <ul id="passkeys" class="cards"></ul>
        ${passkeyTemplate(texts)}
        <p id="passkeys-unsupported" class="hint" hidden>${texts.unsupported}</p>
        <ul class="links">
          <li><a href="#add-passkey">${texts.add.title}</a></li>
        </ul>
        `,
  views: (texts, shared) => html`
      ${addView(texts, shared)}
      ${renameView(texts, shared)}
      ${removeView(texts, shared)}`,
});

function passkeyTemplate({ provider, synced, added, used, rename, remove }: PasskeysTexts): Html {
  return html`<template id="passkey">
          <li>
            <h3 data-part="name"></h3>
            <p class="hint" data-part="synced">${synced}</p>
            <dl>
              <dt data-part="provider-title">${provider}</dt>
              <dd data-part="provider"></dd>
              <dt>${added}</dt>
              <dd data-part="added"></dd>
              <dt>${used}</dt>
              <dd data-part="used"></dd>
            </dl>
            <div class="row">
              ${form('rename', rename.button, html``, 'plain')}${form('remove', remove.button, html``, 'plain')}
            </div>
          </li>
        </template>`;
}

const nameField = { name: 'name', autocomplete: 'off' };

function addView({ add }: PasskeysTexts, shared: Texts): Html {
  const name = field({ ...nameField, id: 'passkey-name', isOptional: true, ...add.name });
  return view(
    'add-passkey',
    add.title,
    html`${paragraph(add.intro)}${form('add-passkey', add.submit, name)}${toAccount(shared)}`,
  );
}

function renameView({ rename, name }: PasskeysTexts, shared: Texts): Html {
  const input = field({ ...nameField, id: 'passkey-new-name', ...name });
  return view(
    'rename-passkey',
    rename.title,
    html`${form('rename-passkey', rename.submit, input)}${toAccount(shared)}`,
  );
}

function removeView({ remove: { title, intro, submit } }: PasskeysTexts, shared: Texts): Html {
  return view(
    'remove-passkey',
    title,
    html`<p><strong data-text="passkey"></strong></p>
        ${paragraph(intro)}${form('remove-passkey', submit, html``, 'danger')}${toAccount(shared)}`,
  );
}
