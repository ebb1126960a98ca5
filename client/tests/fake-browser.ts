type Json = Record<string, unknown>;

/** A call of navigator.credentials that the user has not answered yet. */
export interface Prompt {
  kind: 'create' | 'get';
  mediation: string | undefined;
  publicKey: Json;
  isOpen: boolean;
  /** @param credential the JSON form of WebAuthn. */
  answer(credential: Json): void;
  fail(name: string): void;
}

const bytes = (text: unknown) => new Uint8Array(Buffer.from(String(text), 'base64url')).buffer;
const base64url = (value: unknown) => Buffer.from(value as ArrayBuffer).toString('base64url');

/**
 * The parts of a browser that passkeys need. As Chromium does, it rejects a second call while one is pending. The tests in
 * examples/spa use Chromium itself.
 */
export class FakeBrowser {
  readonly prompts: Prompt[] = [];
  readonly signals: Json[] = [];
  capabilities: Json = { conditionalCreate: true, conditionalGet: true };
  hasAutofill = true;
  hasInput = true;
  isHidden = false;
  /** Answers at once instead of waiting for the test. */
  automatic: ((prompt: Prompt) => void) | undefined;
  private readonly visibility = new Set<() => void>();
  private readonly replaced: (() => void)[] = [];

  install(): void {
    const signal = (name: string) => (options: Json) => {
      this.signals.push({ signal: name, ...options });
      return Promise.resolve();
    };
    class PublicKeyCredential {}
    Object.assign(PublicKeyCredential, {
      isConditionalMediationAvailable: async () => this.hasAutofill,
      getClientCapabilities: async () => this.capabilities,
      signalUnknownCredential: signal('unknown'),
      signalAllAcceptedCredentials: signal('accepted'),
      signalCurrentUserDetails: signal('details'),
    });
    const browser = this;
    this.define(globalThis, 'PublicKeyCredential', PublicKeyCredential);
    this.define(globalThis, 'location', { hostname: 'localhost' });
    this.define(globalThis, 'document', {
      get hidden() {
        return browser.isHidden;
      },
      querySelectorAll: () => (this.hasInput ? [{}] : []),
      addEventListener: (_name: string, listener: () => void) => this.visibility.add(listener),
      removeEventListener: (_name: string, listener: () => void) => this.visibility.delete(listener),
    });
    this.define(globalThis.navigator, 'credentials', {
      create: (options: Json) => this.open('create', options),
      get: (options: Json) => this.open('get', options),
    });
  }

  uninstall(): void {
    for (const restore of this.replaced.splice(0)) restore();
  }

  /** The prompts that wait for the user. */
  get pending(): Prompt[] {
    return this.prompts.filter(({ isOpen }) => isOpen);
  }

  show(isVisible: boolean): void {
    this.isHidden = !isVisible;
    for (const listener of [...this.visibility]) listener();
  }

  private define(owner: object, name: string, value: unknown): void {
    const before = Object.getOwnPropertyDescriptor(owner, name);
    Object.defineProperty(owner, name, { configurable: true, writable: true, value });
    this.replaced.push(() => {
      if (before) Object.defineProperty(owner, name, before);
      else Reflect.deleteProperty(owner, name);
    });
  }

  private open(kind: Prompt['kind'], { publicKey, mediation, signal }: Json): Promise<unknown> {
    if (this.pending.length > 0)
      return Promise.reject(named('OperationError', 'A request is already pending.'));
    return new Promise((resolve, reject) => {
      const prompt: Prompt = {
        kind,
        mediation: mediation as string | undefined,
        publicKey: asJson(publicKey as Json),
        isOpen: true,
        answer: (credential) => {
          prompt.isOpen = false;
          resolve(asCredential(credential));
        },
        fail: (name) => {
          prompt.isOpen = false;
          reject(named(name));
        },
      };
      this.prompts.push(prompt);
      (signal as AbortSignal).addEventListener('abort', () => prompt.fail('AbortError'));
      this.automatic?.(prompt);
    });
  }
}

function named(name: string, message = name): Error {
  return Object.assign(new Error(message), { name });
}

/** Buffers as text again, so that an authenticator of the tests can answer. */
function asJson(publicKey: Json): Json {
  const user = publicKey.user as Json | undefined;
  return {
    ...publicKey,
    challenge: base64url(publicKey.challenge),
    ...(user && { user: { ...user, id: base64url(user.id) } }),
  };
}

function asCredential({ response, ...credential }: Json) {
  const { transports, ...buffers } = response as Json;
  const entries = Object.entries(buffers).map(([name, value]) => [
    name,
    value === null ? null : bytes(value),
  ]);
  return {
    ...credential,
    rawId: bytes(credential.rawId),
    response: { ...Object.fromEntries(entries), getTransports: () => transports },
    getClientExtensionResults: () => credential.clientExtensionResults,
  };
}
