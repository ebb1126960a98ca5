import type { LoginFlow, LoginState } from 'graphql-auth-service-client';
import { proveWithPasskey } from 'graphql-auth-service-client/passkeys';
import { CodeForm } from './code-form.tsx';
import { RestoreForm } from './restore-form.tsx';
import { AuthenticatorForm } from './two-step/authenticator-form.tsx';
import { ProofForm } from './two-step/proof-form.tsx';

interface Props {
  state: LoginState & { status: 'asking' };
  flow: LoginFlow;
  onSend: () => void;
  /** Rejects if the flow reports a problem. */
  follow: (outcome: Promise<LoginState>) => Promise<void>;
}

/** Asks for what a login still needs. */
export function LoginStepForm({ state, flow, onSend, follow }: Props) {
  if (state.asks === 'ENROL' && state.totpEnrolment) {
    return (
      <AuthenticatorForm
        enrolment={state.totpEnrolment}
        submit="Log in"
        onSend={onSend}
        onCode={(code) => follow(flow.proveTotp(code))}
      >
        <p>Your account needs two-step login: from now on, a login also asks for a code from an app.</p>
      </AuthenticatorForm>
    );
  }
  switch (state.asks) {
    case 'EMAIL_VERIFICATION':
      return (
        <CodeForm
          title="Verify your email address"
          submit="Log in"
          onSend={onSend}
          onCode={(code) => follow(flow.proveEmailCode(code))}
        />
      );
    case 'RESTORE_ACCOUNT':
      return <RestoreForm onSend={onSend} onRestore={() => follow(flow.restore())} />;
    case 'SECOND_FACTOR':
      return (
        <ProofForm
          methods={state.methods}
          title="Two-step login"
          submit="Log in"
          onSend={onSend}
          onText={(method, text) =>
            follow(method === 'TOTP' ? flow.proveTotp(text) : flow.proveRecoveryCode(text))
          }
          onPasskey={() => follow(proveWithPasskey(flow))}
        />
      );
    default:
      return <p role="alert">This app cannot finish this login. Use another app.</p>;
  }
}
