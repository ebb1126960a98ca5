import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { RetryAfter } from '../../../src/platform/hashing/retry-after.ts';
import { onTask } from '../apart.ts';

function refusal(retryAfterSeconds: number): string {
  const errors = [{ message: '', extensions: { code: 'OVERLOADED', retryAfterSeconds } }];
  return JSON.stringify({ data: null, errors });
}

/** The least that a server built on node:http can do: it reads each body and answers with a constant. @returns its URL. */
onTask<object, string>(async () => {
  const retryAfter = new RetryAfter();
  const server = http.createServer((request, response) => {
    request.resume().once('end', () => {
      response.setHeader('content-type', 'application/json');
      response.end(refusal(retryAfter.seconds()));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://localhost:${(server.address() as AddressInfo).port}/graphql`;
});
