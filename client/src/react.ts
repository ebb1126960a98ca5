export { AccountSettings, type AccountSettingsProps, type Section } from './react/account-settings.tsx';
export { AuthProvider, type AuthProviderProps } from './react/auth-provider.tsx';
export { ForgotPassword, type ForgotPasswordProps } from './react/forgot-password.tsx';
export { useLinkToken } from './react/link-token.ts';
export { Field, type FieldOptions, PasswordField } from './react/parts/field.tsx';
export { Form, type FormProps, type Values } from './react/parts/form.tsx';
export { LinkTo, type Target } from './react/parts/link.tsx';
export { Root, type RootProps } from './react/parts/root.tsx';
export type {
  ChoiceProps,
  FieldProps,
  HeadingProps,
  LinkProps,
  SubmitButtonProps,
  SummaryProps,
} from './react/parts/slot-props.ts';
export type { ClassNames, Components } from './react/parts/slots.ts';
export { View, type ViewProps } from './react/parts/view.tsx';
export { ResetPassword, type ResetPasswordProps } from './react/reset-password.tsx';
export { SecondFactor, type SecondFactorProps } from './react/second-factor.tsx';
export { RequireAuth, type RequireAuthProps, Unreachable } from './react/session/require-auth.tsx';
export { SessionNotice } from './react/session/session-notice.tsx';
export { type Session, useSession, useUser } from './react/session/use-session.ts';
export { SignIn, type SignInProps } from './react/sign-in.tsx';
export { SignUp, type SignUpProps } from './react/sign-up.tsx';
export type { AuthTexts } from './react/texts/en.ts';
export type { Overrides as AuthTextOverrides } from './react/texts/overrides.ts';
export { UserButton, type UserButtonProps } from './react/user-button.tsx';
export { VerifyEmail, type VerifyEmailProps } from './react/verify-email.tsx';
