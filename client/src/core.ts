export { confirmTotp, newRecoveryCodes, removeTotp, startTotp } from './account/second-factors.ts';
export {
  type AuthCore,
  type AuthCoreOptions,
  type Credentials,
  createAuthCore,
  type EmailChangeProof,
  type IdentityProof,
  type LoginProof,
  type NewAccount,
  type PasswordChange,
  type SignupProof,
} from './core/auth-core.ts';
export { AuthError } from './core/auth-error.ts';
export type { ConfirmationNeed } from './core/confirmation.ts';
export type {
  AuthToken,
  ChangeReason,
  ConfirmationChallenge,
  LoginChallenge,
  LoginStep,
  SessionEnd,
  TotpEnrolment,
  User,
} from './core/session.ts';
export { type AuthStorage, memoryStorage, webStorage } from './core/storage.ts';
export { createLoginFlow } from './login/login-flow.ts';
export type { LoginFlow, LoginProblem, LoginState } from './login/login-state.ts';
