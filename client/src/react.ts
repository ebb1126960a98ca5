export { AuthProvider, type AuthProviderProps } from './react/auth-provider.tsx';
export { RequireAuth, type RequireAuthProps, Unreachable } from './react/session/require-auth.tsx';
export { SessionNotice } from './react/session/session-notice.tsx';
export { type Session, useSession, useUser } from './react/session/use-session.ts';
export { SignIn, type SignInProps } from './react/sign-in.tsx';
export { SignUp, type SignUpProps } from './react/sign-up.tsx';
export type { AuthTexts } from './react/texts/en.ts';
export type { Overrides as AuthTextOverrides } from './react/texts/overrides.ts';
