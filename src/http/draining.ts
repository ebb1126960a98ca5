import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/**
 * How long requests in flight may go on once the service closes: a full queue of passwords takes that long on two cores.
 * It is shorter than what main.ts waits for the whole end.
 */
const patienceMilliseconds = 10_000;

export interface Closing {
  readonly hasBegun: boolean;
  /** A request has come on this connection. */
  heard(socket: Socket): void;
}

/**
 * Keeps clients from holding up the end. Node's `close` waits for every connection on which a request may still come,
 * and from then on enforces no time-out: those on which none has come whole are closed at once, the others get some time.
 */
export function watchConnections(server: FastifyInstance): Closing {
  const silent = new Set<Socket>();
  let hasBegun = false;
  server.server.on('connection', (socket: Socket) => {
    if (hasBegun) return void socket.destroy();
    silent.add(socket);
    socket.once('close', () => silent.delete(socket));
  });
  server.addHook('preClose', async () => {
    hasBegun = true;
    for (const socket of silent) socket.destroy();
    setTimeout(() => server.server.closeAllConnections(), patienceMilliseconds).unref();
  });
  return {
    get hasBegun() {
      return hasBegun;
    },
    heard: (socket) => silent.delete(socket),
  };
}
