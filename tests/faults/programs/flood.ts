import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '../../../bench/connection.ts';
import { graphql, type Person, write } from '../../../bench/operations.ts';
import { onTask } from '../apart.ts';
import type { Timed } from './asker.ts';

export interface Flood {
  url: string;
  /** The number of clients. Each has its own connection, all log in at once, and each stops after a successful login. */
  clients: number;
  /** The users to log in as, in turn. */
  people: readonly Person[];
  seconds: number;
}

onTask<Flood, Timed[]>(async ({ url, clients, people, seconds }) => {
  const connections: Connection[] = [];
  while (connections.length < clients) {
    const some = Math.min(100, clients - connections.length);
    connections.push(...(await Promise.all(Array.from({ length: some }, () => Connection.open(url)))));
  }
  const answers: Timed[] = [];
  const end = performance.now() + seconds * 1000;
  const storm = connections.map(async (connection, index) => {
    const person = people[index % people.length] as Person;
    const request = write(graphql.request('login', { person, accessToken: '', refreshToken: '' }));
    for (let code = ''; code !== 'OK' && performance.now() < end; ) {
      const sent = performance.now();
      const body = await connection.exchange(request).then(
        (answer) => answer.body,
        () => '{"errors":[{"extensions":{"code":"no answer"}}]}',
      );
      const now = performance.now();
      const [error] = JSON.parse(body).errors ?? [];
      code = error?.extensions.code ?? 'OK';
      answers.push({ at: performance.timeOrigin + sent, milliseconds: now - sent, code });
      if (code === 'no answer') break;
      if (error) await sleep(Math.min(error.extensions.retryAfterSeconds * 1000, Math.max(0, end - now)));
    }
  });
  await Promise.all(storm);
  for (const connection of connections) connection.close();
  return answers;
});
