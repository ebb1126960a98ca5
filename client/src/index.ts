export {
  type AuthClient,
  type AuthOptions,
  type Credentials,
  createAuthClient,
  type LoginProof,
  type NewAccount,
  type PasswordChange,
  type SignupProof,
} from './auth-client.ts';
export { AuthError } from './auth-error.ts';
export type { AuthToken, ChangeReason, LoginChallenge, LoginStep, User } from './session.ts';
export { type AuthStorage, memoryStorage, webStorage } from './storage.ts';
