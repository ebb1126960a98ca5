import { field } from '../field-html.ts';
import { type Html, html } from '../html.ts';
import type { Texts } from '../texts.ts';
import { form, paragraph, toAccount, view } from '../view-html.ts';
import { definePart } from './settings-part.ts';
import { type TwoStepTexts, twoStepTexts } from './two-step.texts.ts';

/** The authenticator app and the recovery codes. */
export const twoStepPart = definePart({
  texts: twoStepTexts,
  section: ({ title, start, replace, noCodes, firstCodes, newCodes, remove }) => html`<h2>${title}</h2>
        ${paragraph('', 'two-step')}
        ${form('totp-start', start, html``, 'plain')}${form('totp-replace', replace, html``, 'plain')}
        <div id="no-recovery" class="inset" hidden>
          ${paragraph(noCodes)}${form('codes-first', firstCodes, html``)}
        </div>
        <div id="recovery" hidden>
          ${paragraph('', 'codes-left')}${form('codes-new', newCodes, html``, 'plain')}
        </div>
        <ul id="totp-remove" class="links">
          <li><a href="#remove-totp">${remove.title}</a></li>
        </ul>
        `,
  views: (texts, shared) => html`
      ${enrolView(texts, shared)}
      ${codesView(texts)}
      ${removeView(texts, shared)}`,
});

function enrolView({ enrol: texts }: TwoStepTexts, shared: Texts): Html {
  const code = field({
    name: 'code',
    id: 'enrol-code',
    autocomplete: 'one-time-code',
    inputmode: 'numeric',
    label: texts.label,
    hint: texts.hint,
  });
  return view(
    'enrol',
    texts.title,
    html`<p id="enrol-required" hidden>${texts.required}</p>
        <p id="enrol-replaces" hidden>${texts.replaces}</p>
        ${paragraph(texts.intro)}
        <svg id="qr-code" class="qr-code" role="img" aria-label="${texts.image}"><path /></svg>
        ${paragraph(texts.secret)}
        <p class="secret" data-text="secret"></p>
        <p><a id="otpauth" href="#">${texts.link}</a></p>
        ${form('enrol', texts.submit, html`${code}<p class="hint" id="enrol-sessions">${texts.sessions}</p>`)}
        <div id="enrol-back">${toAccount(shared)}</div>
        <div id="enrol-cancel">${form('enrol-cancel', shared.secondStep.back, html``, 'plain')}</div>`,
  );
}

function codesView({ codes: { title, intro, download, copy, done } }: TwoStepTexts): Html {
  return view(
    'recovery-codes',
    title,
    html`${paragraph(intro)}
        <ul id="recovery-codes" class="codes"></ul>
        ${form('codes-download', download, html``, 'plain')}${form('codes-copy', copy, html``, 'plain')}
        <p class="hint" role="status" data-text="codes-kept"></p>
        ${form('codes-done', done, html``)}`,
  );
}

function removeView({ remove: { title, intro, submit } }: TwoStepTexts, shared: Texts): Html {
  return view(
    'remove-totp',
    title,
    html`${paragraph(intro)}${form('totp-remove', submit, html``, 'danger')}${toAccount(shared)}`,
  );
}
