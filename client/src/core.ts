export {
  changePassword,
  confirmEmailChange,
  type EmailChangeProof,
  type PasswordChange,
} from './account/credentials.ts';
export { confirmTotp, newRecoveryCodes, removeTotp, startTotp } from './account/second-factors.ts';
export {
  confirmIdentity,
  type IdentityProof,
  onConfirmationNeeded,
  startConfirmation,
} from './confirmation/confirm-identity.ts';
export type { ConfirmationNeed } from './confirmation/confirmation.ts';
export type { ConfirmationChallenge } from './confirmation/confirmation-challenge.ts';
export {
  type AuthCore,
  type AuthCoreOptions,
  type Credentials,
  createAuthCore,
  type NewAccount,
} from './core/auth-core.ts';
export { AuthError, type FieldProblem } from './core/auth-error.ts';
export type { AuthToken, ChangeReason, SessionEnd, User } from './core/session.ts';
export { type AuthStorage, memoryStorage, webStorage } from './core/storage.ts';
export { type AuthFetchOptions, createAuthFetch } from './fetch/auth-fetch.ts';
export { createLoginFlow } from './login/login-flow.ts';
export type { LoginFlow, LoginProblem, LoginState } from './login/login-state.ts';
export type { LoginChallenge, LoginStep, TotpEnrolment } from './login/login-step.ts';
export {
  completeSignup,
  continueLogin,
  type LoginProof,
  type SignupProof,
  signupAndLogin,
  startLogin,
} from './login/login-steps.ts';
