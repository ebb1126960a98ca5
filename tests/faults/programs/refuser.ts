import { once } from 'node:events';
import net from 'node:net';
import { RetryAfter } from '../../../src/platform/hashing/retry-after.ts';
import { onTask } from '../apart.ts';

function refuse(retryAfterSeconds: number): string {
  const errors = [{ message: '', extensions: { code: 'OVERLOADED', retryAfterSeconds } }];
  const body = JSON.stringify({ data: null, errors });
  return `HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
}

/** A server that only rejects requests, to measure how much of the machine a flood leaves free. @returns its URL. */
onTask<object, string>(async () => {
  const retryAfter = new RetryAfter();
  const server = net.createServer((socket) => {
    socket.on('data', () => socket.write(refuse(retryAfter.seconds())));
    socket.on('error', () => undefined);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://localhost:${(server.address() as net.AddressInfo).port}/graphql`;
});
