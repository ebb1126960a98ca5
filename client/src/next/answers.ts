/** An error in the service's format, from this handler. */
export interface Refusal {
  status: number;
  code: string;
  message: string;
}

export const temporarilyUnavailable = (status: 502 | 504): Refusal => ({
  status,
  code: 'TEMPORARILY_UNAVAILABLE',
  message: 'The auth service does not answer. Try again.',
});

/** The body is JSON, and no cache keeps it. */
export function answer(status: number, body: string, more: HeadersInit = {}): Response {
  const headers = new Headers(more);
  headers.set('content-type', 'application/json; charset=utf-8');
  headers.set('cache-control', 'no-store');
  headers.set('x-content-type-options', 'nosniff');
  return new Response(body, { status, headers });
}

export function refuse({ status, code, message }: Refusal): Response {
  const extensions = { code, ...(code === 'TEMPORARILY_UNAVAILABLE' && { retryAfterSeconds: 1 }) };
  const more: HeadersInit = status === 405 ? { allow: 'POST' } : {};
  return answer(status, JSON.stringify({ errors: [{ message, extensions }], data: null }), more);
}

/** A refusal, thrown. */
export class Refused extends Error {
  constructor(readonly refusal: Refusal) {
    super(refusal.message);
  }
}

/** Reads at most this many bytes. @throws Refused if there are more. */
export async function readText(
  { body }: Request | Response,
  maxBytes: number,
  tooLarge: Refusal,
): Promise<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const reader = body?.getReader();
  let text = '';
  let size = 0;
  for (;;) {
    const { done, value } = (await reader?.read()) ?? { done: true, value: undefined };
    if (done) return text + decoder.decode();
    size += value.byteLength;
    if (size > maxBytes) {
      void reader?.cancel().catch(() => undefined);
      throw new Refused(tooLarge);
    }
    text += decoder.decode(value, { stream: true });
  }
}
