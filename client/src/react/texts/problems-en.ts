import { sharedProblems } from './shared-problems-en.ts';

/** What the codes and reasons of the service mean. */
export const problemEnglish = {
  ...sharedProblems,
  codes: {
    ...sharedProblems.codes,
    USERNAME_TAKEN: sharedProblems.reasons.TAKEN,
    VERIFICATION_REQUIRED: 'This service accepts only confirmed emails. Sign up again.',
    PASSKEY_CANCELLED:
      'No passkey was used: the dialog was closed, there is no passkey, or your device could not check that it is you.',
  },
};

export type ProblemTexts = typeof problemEnglish;
