import { html } from '../html.ts';
import { definePage } from '../page.ts';
import { proofViews } from '../proof-views.ts';
import { paragraph, view } from '../view-html.ts';
import { confirmEmailTexts } from './confirm-email.texts.ts';

export const confirmEmailPage = definePage({
  script: 'confirm-email-page',
  texts: confirmEmailTexts,
  views: (texts, shared, site) => html`${proofViews(texts, shared, site)}
      ${view('ended', shared.endedTitle, paragraph('', 'ended'))}`,
});
