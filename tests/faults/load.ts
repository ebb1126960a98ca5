import { type Answer, codes } from '../support/client.ts';

export const retryable = new Set(['TEMPORARILY_UNAVAILABLE', 'OVERLOADED']);

/** One request: when it was sent, how long the response took, and the error code, `OK` or `no answer`. */
export interface Asked {
  at: number;
  milliseconds: number;
  code: string;
}

/** @returns undefined if there was no response, for example because the server was killed. */
export async function answerOf(asked: Promise<Answer>): Promise<Answer | undefined> {
  return asked.catch(() => undefined);
}

export async function timed(ask: () => Promise<Answer>): Promise<Asked> {
  const at = Date.now();
  const answer = await answerOf(ask());
  const code = answer ? (codes(answer)[0] ?? 'OK') : 'no answer';
  return { at, milliseconds: Date.now() - at, code };
}

/** Sends requests at a fixed rate, regardless of errors. @returns a function that stops and returns the results. */
export function load(perSecond: number, ask: () => Promise<Answer>): () => Promise<Asked[]> {
  const pending: Promise<Asked>[] = [];
  const timer = setInterval(() => pending.push(timed(ask)), 1000 / perSecond);
  return async () => {
    clearInterval(timer);
    return Promise.all(pending);
  };
}

/** Sends `count` requests at once. */
export function atOnce(count: number, ask: (number: number) => Promise<Answer>): Promise<Asked[]> {
  return Promise.all(Array.from({ length: count }, (_, number) => timed(() => ask(number))));
}
