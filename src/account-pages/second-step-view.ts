import { type Html, html } from './html.ts';
import { proofForms } from './proof-forms.ts';
import type { Texts } from './texts.ts';
import { form, view } from './view-html.ts';

/** Where a login asks for the second factor. The page also needs a view `login`. */
export function secondStepView(texts: Texts): Html {
  const { secondStep, proofs } = texts;
  const { TOTP, RECOVERY_CODE } = proofs.fields;
  return view(
    'second-step',
    secondStep.title,
    html`${proofForms('second-step', texts, { submit: secondStep.submit, ways: { TOTP, RECOVERY_CODE } })}
        ${form('second-step-cancel', secondStep.back, html``, 'plain')}`,
  );
}
