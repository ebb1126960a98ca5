import type { Service } from '../core/service.ts';
import { replace } from './replace.ts';
import type { Settings } from './settings.ts';
import { type Simulated, simulatedResponse } from './simulated-response.ts';

type Fetch = typeof globalThis.fetch;

export interface Request {
  /** The operation's name or its first field. */
  name: string;
  startedAt: number;
}

/** In milliseconds. Below the three seconds that the client waits for a refresh. */
const slowness = 2_500;

/** Watches the page's requests to the service, and makes them fail. */
export class Traffic {
  readonly underWay = new Set<Request>();
  /** What the next request gets instead of its response. */
  next: Simulated | undefined;
  /** Sends a request that the panel neither shows nor fails, without cookies: as another device would. */
  readonly fromElsewhere: Fetch;
  /** Bodies on their way through the app's own `fetch`, which may call the global one. */
  private readonly bodies = new Set<unknown>();
  private readonly restore: (() => void)[];
  private isOff = false;

  constructor(
    private readonly service: Service,
    private readonly settings: Settings,
    private readonly onChange: () => void,
  ) {
    const plain = service.fetch ?? globalThis.fetch;
    this.fromElsewhere = (input, init) =>
      this.passing(init?.body, () => plain(input, { ...init, credentials: 'omit' }));
    const page: { fetch: Fetch } = globalThis;
    this.restore = [
      replace(page, 'fetch', (before) => (input, init) => {
        if (this.isOff || !this.isForService(input) || this.bodies.has(init?.body))
          return before(input, init);
        return this.send(() => before(input, init), init);
      }),
      replace(service, 'fetch', (before) =>
        before
          ? (input, init) => this.passing(init?.body, () => this.send(() => before(input, init), init))
          : undefined,
      ),
    ];
  }

  stop(): void {
    this.isOff = true;
    for (const restore of this.restore) restore();
  }

  private isForService(input: Parameters<Fetch>[0]): boolean {
    const here = document.baseURI;
    const sent = new URL(input instanceof Request ? input.url : input, here);
    const own = new URL(this.service.uri, here);
    return sent.origin === own.origin && sent.pathname === own.pathname;
  }

  private async passing<Result>(body: unknown, send: () => Promise<Result>): Promise<Result> {
    this.bodies.add(body);
    try {
      return await send();
    } finally {
      this.bodies.delete(body);
    }
  }

  private async send(send: () => Promise<Response>, init: RequestInit | undefined): Promise<Response> {
    const request = { name: nameOf(init?.body), startedAt: Date.now() };
    this.underWay.add(request);
    this.onChange();
    try {
      if (this.settings.isSlow) await pause(slowness, init?.signal);
      if (this.settings.awayFor > 0) throw networkError();
      const simulated = this.take(request.name, init);
      if (simulated && simulated !== 'LOST') return simulatedResponse(simulated);
      const response = await send();
      if (simulated) throw networkError();
      return response;
    } finally {
      this.underWay.delete(request);
      this.onChange();
    }
  }

  /** Refreshes get their own response: the client sends them by itself, at any time. */
  private take(name: string, init: RequestInit | undefined): Simulated | undefined {
    const { next } = this;
    if (!next || name === 'refresh') return undefined;
    const concernsCaller = next === 'REAUTHENTICATION_REQUIRED' || next === 'UNAUTHENTICATED';
    if (concernsCaller && !new Headers(init?.headers).has('authorization')) return undefined;
    this.next = undefined;
    return next;
  }
}

function nameOf(body: unknown): string {
  try {
    const { operationName, query } = JSON.parse(String(body));
    return operationName ?? /\{\s*(\w+)/.exec(query)?.[1] ?? 'request';
  } catch {
    return 'request';
  }
}

/** What `fetch` throws if it reaches no server. */
function networkError(): TypeError {
  return new TypeError('The session panel simulates a network failure.');
}

function pause(milliseconds: number, signal: AbortSignal | null | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = () => reject(signal?.reason);
    if (signal?.aborted) return fail();
    signal?.addEventListener('abort', fail);
    setTimeout(() => {
      signal?.removeEventListener('abort', fail);
      resolve();
    }, milliseconds);
  });
}
