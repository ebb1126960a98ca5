export {
  type AuthClient,
  type AuthOptions,
  type Credentials,
  createAuthClient,
  type NewAccount,
} from './auth-client.ts';
export { AuthError } from './auth-error.ts';
export type { AuthToken, ChangeReason, User } from './session.ts';
export { type AuthStorage, memoryStorage, webStorage } from './storage.ts';
