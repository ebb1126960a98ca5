import { useSyncExternalStore } from 'react';
import type { LoginFlow } from '../login/login-state.ts';
import { lazily } from './lazily.tsx';
import { Root, type RootProps } from './parts/root.tsx';
import { CodesIfUnsaved } from './session/unsaved-codes.tsx';
import { followOutcome, useKeptCodes } from './use-login-flow.ts';

const LoginSteps = lazily(() => import('./steps/login-steps.tsx').then((part) => part.LoginSteps));

export interface SecondFactorProps extends RootProps {
  /** A login that your app has created with `createLoginFlow`. */
  flow: LoginFlow;
  /** The token from a link that verifies the email, for accounts that cannot log in without. */
  emailToken?: string | undefined;
}

/**
 * Every step of a login after the first: the second factor, its set-up, the code from a mail, and the restoration of an
 * account that is closing. `SignIn` shows it by itself. Nothing while the login asks for nothing.
 */
export function SecondFactor({ flow, emailToken, ...slots }: SecondFactorProps) {
  const state = useSyncExternalStore(flow.subscribe, flow.getSnapshot, flow.getSnapshot);
  useKeptCodes(flow);
  return (
    <Root {...slots}>
      <CodesIfUnsaved>
        {state.status === 'asking' && (
          <LoginSteps flow={flow} state={state} follow={followOutcome} emailToken={emailToken} />
        )}
      </CodesIfUnsaved>
    </Root>
  );
}
