export { AuthError } from './core/auth-error.ts';
export type { User } from './core/session.ts';
export { type AuthHandler, createAuthHandler } from './next/auth-handler.ts';
export type { CookieSource } from './next/cookies.ts';
export type { AuthHandlerOptions } from './next/options.ts';
export type { RefreshedSession } from './next/refresh-session.ts';
export type { ServerSession } from './next/server-session.ts';
