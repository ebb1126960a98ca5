import { Refused, readText } from './answers.ts';
import type { Settings } from './options.ts';

/** What a client may send, as in the service. */
export interface Operation {
  query: string;
  variables?: Record<string, unknown>;
  operationName?: string;
}

const maxBodyBytes = 16 * 1024;
const bodyTimeoutMs = 10_000;
const jsonInUtf8 = /^application\/json\s*(;\s*(charset\s*=\s*(utf-8|"utf-8")\s*)?)*$/i;

const tooLarge = { status: 413, code: 'PAYLOAD_TOO_LARGE', message: 'The request body is too large.' };
const tooSlow = { status: 408, code: 'REQUEST_TIMEOUT', message: 'The request took too long to arrive.' };
const badRequest = {
  status: 400,
  code: 'BAD_REQUEST',
  message: 'This is not a GraphQL request: send a JSON object with a "query".',
};

/**
 * Browsers attach the cookies to any request, so another site must not be able to send one. HTML forms cannot send JSON, and
 * browsers name the origin of every POST.
 *
 * @throws Refused
 */
export async function readOperation(request: Request, settings: Settings): Promise<Operation> {
  if (request.method !== 'POST')
    throw new Refused({ status: 405, code: 'METHOD_NOT_ALLOWED', message: 'Send operations with POST.' });
  if (!isOwnPage(request, settings))
    throw new Refused({
      status: 403,
      code: 'FORBIDDEN',
      message: 'This request does not come from a page of this app. If it does, add its origin to "origins".',
    });
  if (!jsonInUtf8.test(request.headers.get('content-type') ?? '') || request.headers.has('content-encoding'))
    throw new Refused({
      status: 415,
      code: 'UNSUPPORTED_MEDIA_TYPE',
      message: 'Send the body as "content-type: application/json", in UTF-8 and uncompressed.',
    });
  return asOperation(await readBody(request));
}

function isOwnPage({ headers, url }: Request, { origins, isSecure }: Settings): boolean {
  const origin = headers.get('origin');
  if (origin === null || origin === 'null') return false;
  if (origins.has(origin)) return true;
  try {
    const page = new URL(origin);
    const isLocal = /^(localhost|127\.0\.0\.1|\[::1\])$/.test(page.hostname);
    // A page without TLS may come from an attacker on the network.
    if (page.protocol !== 'https:' && (page.protocol !== 'http:' || (isSecure && !isLocal))) return false;
    return page.host === (headers.get('host') ?? new URL(url).host);
  } catch {
    return false;
  }
}

async function readBody(request: Request): Promise<unknown> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Refused(tooSlow)), bodyTimeoutMs);
  });
  try {
    return JSON.parse(await Promise.race([readText(request, maxBodyBytes, tooLarge), late]));
  } catch (error) {
    throw error instanceof Refused ? error : new Refused(badRequest);
  } finally {
    clearTimeout(timer);
  }
}

function asOperation(body: unknown): Operation {
  if (!isObject(body)) throw new Refused(badRequest);
  const { query, variables, operationName } = body;
  if (typeof query !== 'string' || (variables !== undefined && variables !== null && !isObject(variables)))
    throw new Refused(badRequest);
  return {
    query,
    ...(variables && { variables }),
    ...(typeof operationName === 'string' && { operationName }),
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
