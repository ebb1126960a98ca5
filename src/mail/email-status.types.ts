import { registerEnumType } from 'type-graphql';

export enum EmailStatus {
  OK = 'OK',
  REFUSED = 'REFUSED',
}

registerEnumType(EmailStatus, {
  name: 'EmailStatus',
  description: 'Whether mails reach the email of an account. Later versions add values.',
  valuesConfig: {
    OK: { description: 'No mail server has refused the email.' },
    REFUSED: { description: 'A mail server has refused the email for good: it may be misspelled or gone.' },
  },
});
