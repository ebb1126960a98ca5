import type { Feature } from '../feature/feature.ts';
import { verificationMail, verificationPurpose } from './verification.mails.ts';

export const emailVerification: Feature = {
  name: 'email-verification',
  secretPurposes: [verificationPurpose],
  mails: [verificationMail],
};
