import { once } from 'node:events';
import net from 'node:net';
import { onTask } from '../apart.ts';

const body =
  '{"data":null,"errors":[{"message":"","extensions":{"code":"OVERLOADED","retryAfterSeconds":2}}]}';
const answer = `HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n${body}`;

/** A server that refuses everybody and does nothing else: what is left of the machine under a flood of clients. @returns its address. */
onTask<object, string>(async () => {
  const server = net.createServer((socket) => {
    socket.on('data', () => socket.write(answer));
    socket.on('error', () => undefined);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://localhost:${(server.address() as net.AddressInfo).port}/graphql`;
});
