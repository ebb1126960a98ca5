import { codes, type Answer as Response } from '../../support/client.ts';
import { decodeJwt } from '../../support/tokens.ts';
import type { Answer, Operation, Request } from './account-operations.ts';

/** What became of a call: its answer, or whether the answer was lost or the request never sent. */
export type Returned = Answer | 'lost' | 'not sent';

/** Records the history of one account. */
export class Recorder {
  readonly operations: Operation[] = [];

  async record(by: string, request: Request, ask: () => Promise<Returned>): Promise<Answer | undefined> {
    const sent = performance.now();
    const returned = await ask();
    const answered = performance.now();
    const id = this.operations.length;
    if (returned === 'not sent') return undefined;
    if (returned !== 'lost') {
      this.operations.push({ id, by, request, sent, answered, answer: returned });
      return returned;
    }
    // A read without an answer reveals nothing.
    if (request.kind !== 'me')
      this.operations.push({
        id,
        by,
        request: withoutName(request),
        sent,
        answered: Number.POSITIVE_INFINITY,
      });
    return undefined;
  }
}

/** Waits for a client's answer. `TEMPORARILY_UNAVAILABLE` may come after a commit, so it counts as lost. */
export async function returnedBy(
  asked: Promise<Response>,
  read: (data: Response['data']) => Partial<Answer>,
): Promise<Returned> {
  try {
    const response = await asked;
    const [code] = codes(response);
    if (code === undefined) return { code: 'OK', ...read(response.data) };
    // Rejected before it changed anything, as if it had never been sent.
    if (code === 'OVERLOADED' || code === 'RATE_LIMITED') return 'not sent';
    if (code === 'TEMPORARILY_UNAVAILABLE') return 'lost';
    return { code: String(response.errors?.[0]?.extensions.reason ?? code) };
  } catch (error) {
    const cause = (error as Error).cause as { code?: string } | undefined;
    return cause?.code === 'ECONNREFUSED' ? 'not sent' : 'lost';
  }
}

/** If a login's answer is lost, no client knows its session. */
function withoutName(request: Request): Request {
  return request.kind === 'login' ? { kind: 'login' } : request;
}

/** Enough of a token to tell it apart from all others. */
export function shorten(token: string): string {
  return token.slice(-8);
}

export function generationOf(refreshToken: string): number {
  return decodeJwt(refreshToken).gen;
}
