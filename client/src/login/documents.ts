import { mutation } from '../core/mutation.ts';
import { tokens } from '../core/service.ts';

export const enrolment = 'secret otpauthUri expiresIn';

const challenge = `challenge asks methods expiresIn passkeyOptions totpEnrolment { ${enrolment} }`;

/** A login's next step: a `LoginAnswer`. */
export const step = `tokens { ${tokens} } next { ${challenge} } recoveryCodes`;

export const documents = {
  startLogin: mutation('startLogin', 'LoginInput!', step),
  continueLogin: mutation('continueLogin', 'ContinueLoginInput!', step),
  completeSignup: mutation('completeSignup', 'CompleteSignupInput!', step),
};
