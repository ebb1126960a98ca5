export { type AuthClient, type AuthOptions, createAuthClient } from './apollo/auth-client.ts';
export * from './core.ts';
