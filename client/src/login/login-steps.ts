import type { AuthCore, Credentials, NewAccount } from '../core/auth-core.ts';
import { partsOf } from '../core/parts.ts';
import type { LoginAnswer } from '../core/service.ts';
import { documents } from './documents.ts';
import type { LoginStep } from './login-step.ts';
import { takeStep } from './take-step.ts';

export type LoginProof = { challenge: string } & (
  | {
      /** The code that the user's authenticator app shows. */
      totp: string;
    }
  | { recoveryCode: string }
  | {
      /** The AuthenticationResponseJSON of WebAuthn. */
      passkey: object;
    }
  | {
      /** The code from the mail, or the token from its link. */
      emailCode: string;
    }
  | {
      /** Restores an account that the user has asked to delete. */
      restore: true;
    }
);

/** The code with its flow, or the token from the link with the password. */
export type SignupProof = { username?: string } & (
  | { flow: string; code: string }
  | { token: string; password: string }
);

/** Begins a login that may ask for more than a password. */
export function startLogin(auth: AuthCore, credentials: Credentials): Promise<LoginStep> {
  return send(auth, documents.startLogin, credentials);
}

export function continueLogin(auth: AuthCore, proof: LoginProof): Promise<LoginStep> {
  return send(auth, documents.continueLogin, proof);
}

/** Completes a signup begun with `startSignup`, and logs in. */
export function completeSignup(auth: AuthCore, proof: SignupProof): Promise<LoginStep> {
  return send(auth, documents.completeSignup, proof);
}

/**
 * Creates an account, and logs in as its user. Rejects with VERIFICATION_REQUIRED if the service verifies emails first: then
 * use `startSignup` and `completeSignup`. If only the login fails, the account exists: let the user log in.
 */
export async function signupAndLogin(auth: AuthCore, account: NewAccount): Promise<LoginStep> {
  await auth.signup(account);
  return startLogin(auth, { username: account.username, password: account.password });
}

async function send(auth: AuthCore, document: string, input: object): Promise<LoginStep> {
  const { service, keeper } = partsOf(auth);
  return takeStep(keeper, await service.send<LoginAnswer>(document, { input }));
}
