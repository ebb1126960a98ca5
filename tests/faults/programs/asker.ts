import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '../../../bench/connection.ts';
import { graphql, makePerson, write } from '../../../bench/operations.ts';
import { onTask } from '../apart.ts';

export interface Asker {
  url: string;
  accessToken: string;
  perSecond: number;
  seconds: number;
}

/** `at` is in milliseconds since the epoch, so that all processes agree. */
export interface Timed {
  at: number;
  milliseconds: number;
  code: string;
}

function codeOf(body: string): string {
  const { errors } = JSON.parse(body);
  return errors?.[0].extensions.code ?? 'OK';
}

/** Several connections, so that a stall in the service delays only requests in flight. */
const connections = 20;

/** Sends `me` on keep-alive connections in turn. @returns when each request was due, and how long its response took. */
onTask<Asker, Timed[]>(async ({ url, accessToken, perSecond, seconds }) => {
  const request = write(graphql.request('me', { person: makePerson(), accessToken, refreshToken: '' }));
  const answers: Timed[] = [];
  const pause = (1000 * connections) / perSecond;
  const opened = await Promise.all(Array.from({ length: connections }, () => Connection.open(url)));
  const began = performance.now();
  const ask = opened.map(async (connection, index) => {
    const first = began + (pause * index) / connections;
    for (let due = first; due < began + seconds * 1000; due += pause) {
      await sleep(Math.max(0, due - performance.now()));
      // A late start counts as waiting time, to avoid coordinated omission. Timers may also fire up to a millisecond early.
      const sent = Math.min(due, performance.now());
      const { body } = await connection.exchange(request);
      const milliseconds = performance.now() - sent;
      answers.push({ at: performance.timeOrigin + sent, milliseconds, code: codeOf(body) });
    }
    connection.close();
  });
  await Promise.all(ask);
  return answers;
});
