const en = {
  confirmation: {
    title: 'Confirm that it is you',
    password: 'Enter your password once more.',
    code: 'We have sent you a mail. Enter the code from it.',
    submit: 'Confirm',
    cancel: 'Cancel',
  },
};

export type ConfirmationTexts = typeof en;

const de: ConfirmationTexts = {
  confirmation: {
    title: 'Bestätigen Sie, dass Sie es sind',
    password: 'Geben Sie noch einmal Ihr Passwort ein.',
    code: 'Wir haben Ihnen eine E-Mail gesendet. Geben Sie den Code daraus ein.',
    submit: 'Bestätigen',
    cancel: 'Abbrechen',
  },
};

export const confirmationTexts = { en, de };
