const en = {
  title: 'Forgot your password?',
  intro: 'Enter the email of your account. We will send you a link and your username.',
  submit: 'Send the mail',
  sentTitle: 'Check your mail',
  sent: 'If an account has this email, a mail is on its way. Open the link in it, or enter the code here. It may take a minute. Check your spam folder too.',
};

const de: typeof en = {
  title: 'Passwort vergessen?',
  intro:
    'Geben Sie die E-Mail-Adresse Ihres Kontos ein. Sie erhalten eine E-Mail mit einem Link und Ihrem Benutzernamen.',
  submit: 'E-Mail senden',
  sentTitle: 'Sehen Sie in Ihrem Postfach nach',
  sent: 'Wenn es ein Konto mit dieser E-Mail-Adresse gibt, ist eine E-Mail unterwegs. Öffnen Sie den Link darin, oder geben Sie den Code hier ein. Das kann eine Minute dauern. Sehen Sie auch im Spam-Ordner nach.',
};

export const forgotTexts = { en, de };
