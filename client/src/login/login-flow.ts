import type { AuthCore } from '../core/auth-core.ts';
import { AuthError } from '../core/auth-error.ts';
import { callEach } from '../core/listeners.ts';
import { partsOf } from '../core/parts.ts';
import type { LoginAnswer } from '../core/service.ts';
import type { User } from '../core/session.ts';
import { documents } from './documents.ts';
import type { LoginFlow, LoginProblem, LoginState } from './login-state.ts';
import type { LoginChallenge, LoginStep } from './login-step.ts';

/** A call that is under way. */
interface Run {
  waiting: AbortController;
  /** Whether another call may take its place. False while the service may be using up a proof. */
  mayYield: boolean;
  outcome: Promise<LoginState>;
}

type Work = (mine: Run) => Promise<() => unknown>;

/** Creates a login without side effects. It needs no framework: render what `getSnapshot` returns. */
export function createLoginFlow(auth: AuthCore): LoginFlow {
  const { service, keeper } = partsOf(auth);
  const listeners = new Set<() => void>();
  let state: LoginState = idle('');
  let challenge = '';
  let running: Run | undefined;

  const show = (next: LoginState): void => {
    state = next;
    callEach(listeners);
  };
  const finish = (next: LoginState): void => {
    running = undefined;
    show(next);
  };

  const done = (user: User, recoveryCodes: readonly string[] | null = null): LoginState => {
    challenge = '';
    return { ...idle(state.identifier), status: 'done', user, recoveryCodes };
  };
  const ask = ({ challenge: given, ...asked }: LoginChallenge): void => {
    challenge = given;
    const expiresAt = Date.now() + asked.expiresIn * 1000;
    finish({ ...idle(state.identifier), status: 'asking', ...asked, expiresAt });
  };
  const take = ({ tokens, next, recoveryCodes }: LoginAnswer): Promise<unknown> | undefined => {
    if (next) return void ask(next);
    if (!tokens) throw new AuthError('Invalid response.');
    // An app that leaves the login when the user changes can see here that it has codes to show first.
    const complete = done(tokens.user, recoveryCodes);
    state = complete;
    const stored = keeper.begin(tokens);
    if (state === complete) finish(complete);
    return stored;
  };
  const fail = (error: unknown): void => {
    const problem = problemOf(error);
    if (state.status === 'asking' && problem.code !== 'CHALLENGE_INVALID')
      finish({ ...state, isBusy: false, problem });
    else {
      challenge = '';
      finish({ ...idle(state.identifier), status: 'failed', problem });
    }
  };

  const follow = (step: LoginStep): LoginState => {
    running?.waiting.abort();
    if (step.next) ask(step.next);
    else finish(done(step.user, step.recoveryCodes));
    return state;
  };

  const run = (before: LoginState, mayYield: boolean, work: Work): Promise<LoginState> => {
    if (running && !running.mayYield) return running.outcome;
    running?.waiting.abort();
    const mine: Run = { waiting: new AbortController(), mayYield, outcome: Promise.resolve(before) };
    running = mine;
    const proceed = async () => {
      try {
        const settle = await work(mine);
        if (running === mine) await settle();
      } catch (error) {
        if (running === mine) fail(error);
      }
      return state;
    };
    mine.outcome = proceed();
    show({ ...before, isBusy: true });
    return mine.outcome;
  };
  const send = async (document: string, input: object, { waiting }: Run) => {
    const answer = await service.send<LoginAnswer>(document, { input, waiting });
    return () => take(answer);
  };
  const prove = (proof: object): Promise<LoginState> => {
    if (state.status !== 'asking') return Promise.resolve(state);
    return run({ ...state, problem: null }, false, (mine) =>
      send(documents.continueLogin, { challenge, ...proof }, mine),
    );
  };

  return {
    getSnapshot: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    start: (identifier, password) =>
      run(idle(identifier), false, (mine) =>
        send(documents.startLogin, { username: identifier, password }, mine),
      ),
    proveTotp: (totp) => prove({ totp }),
    proveRecoveryCode: (recoveryCode) => prove({ recoveryCode }),
    provePasskey(askUser) {
      if (state.status !== 'asking' || !state.passkeyOptions) return Promise.resolve(state);
      const { passkeyOptions } = state;
      return run({ ...state, problem: null }, true, async (mine) => {
        const passkey = await askUser(passkeyOptions, mine.waiting.signal);
        if (running !== mine) return () => undefined;
        mine.mayYield = false;
        return send(documents.continueLogin, { challenge, passkey }, mine);
      });
    },
    proveEmailCode: (emailCode) => prove({ emailCode }),
    restore: () => prove({ restore: true }),
    open: (openStep) =>
      run(
        state.status === 'asking' ? { ...state, problem: null } : idle(state.identifier),
        true,
        async ({ waiting }) => {
          const step = await openStep(waiting.signal);
          return () => follow(step);
        },
      ),
    follow,
    cancel() {
      if (state.status === 'idle' && !running) return;
      running?.waiting.abort();
      challenge = '';
      finish(idle(state.identifier));
    },
  };
}

function idle(identifier: string): Extract<LoginState, { status: 'idle' }> {
  return { status: 'idle', identifier, isBusy: false, problem: null };
}

function problemOf(error: unknown): LoginProblem {
  const { code, retryAfterSeconds } = error as Partial<AuthError>;
  return { code: typeof code === 'string' ? code : 'UNREACHABLE', retryAfter: retryAfterSeconds, error };
}
