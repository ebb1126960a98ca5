export {
  type AuthClient,
  type AuthOptions,
  type Credentials,
  createAuthClient,
  type EmailChangeProof,
  type IdentityProof,
  type LoginProof,
  type NewAccount,
  type PasswordChange,
  type SignupProof,
} from './auth-client.ts';
export { AuthError } from './auth-error.ts';
export type { ConfirmationNeed } from './confirmation.ts';
export { createLoginFlow } from './login-flow.ts';
export type { LoginFlow, LoginProblem, LoginState } from './login-state.ts';
export { confirmTotp, newRecoveryCodes, removeTotp, startTotp } from './second-factors.ts';
export type {
  AuthToken,
  ChangeReason,
  ConfirmationChallenge,
  LoginChallenge,
  LoginStep,
  SessionEnd,
  TotpEnrolment,
  User,
} from './session.ts';
export { type AuthStorage, memoryStorage, webStorage } from './storage.ts';
