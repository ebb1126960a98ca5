import { html } from '../html.ts';
import { definePage } from '../page.ts';
import { proofViews } from '../proof-views.ts';
import { form, paragraph, view } from '../view-html.ts';
import { verifyTexts } from './verify.texts.ts';

export const verifyPage = definePage({
  script: 'verify-page',
  texts: verifyTexts,
  views: (texts, shared, site) => html`${proofViews(texts, shared, site)}
      ${view(
        'resend',
        texts.resendTitle,
        html`${paragraph('', 'ended')}${form('resend', texts.resendSubmit, html``)}`,
      )}`,
});
