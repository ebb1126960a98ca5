const en = {
  codeTitle: 'Check your mail',
  resend: 'Request a new mail',
  codeSubmit: 'Continue',
  oldCode: {
    offer: 'I will lose access to the old email: make the change final',
    label: 'Code from the mail to the old email',
    hint: 'With this code, you can no longer undo the change from the old email.',
  },
  script: {
    codeSent:
      'A mail is on its way. Enter the code from it here. It may take a minute. Check your spam folder too.',
    codeSentTo:
      'A mail to {email} is on its way. Enter the code from it here. It may take a minute. Check your spam folder too.',
  },
};

export type MailCodeTexts = typeof en;

const de: MailCodeTexts = {
  codeTitle: 'Sehen Sie in Ihrem Postfach nach',
  resend: 'Neue E-Mail anfordern',
  codeSubmit: 'Weiter',
  oldCode: {
    offer: 'Ich habe bald keinen Zugriff mehr auf die alte E-Mail-Adresse: Änderung endgültig machen',
    label: 'Code aus der E-Mail an die alte Adresse',
    hint: 'Mit diesem Code können Sie die Änderung nicht mehr über die alte Adresse rückgängig machen.',
  },
  script: {
    codeSent:
      'Eine E-Mail ist unterwegs. Geben Sie den Code daraus hier ein. Das kann eine Minute dauern. Sehen Sie auch im Spam-Ordner nach.',
    codeSentTo:
      'Eine E-Mail an {email} ist unterwegs. Geben Sie den Code daraus hier ein. Das kann eine Minute dauern. Sehen Sie auch im Spam-Ordner nach.',
  },
};

export const mailCodeTexts = { en, de };
