import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/** Two cores need this long to clear a full hashing queue. main.ts allows more time for the whole shutdown. */
const drainTimeoutMs = 10_000;

export interface Draining {
  readonly hasBegun: boolean;
  requestArrived(socket: Socket): void;
}

/**
 * Keeps clients from delaying the shutdown: Node's `close` waits for open connections without a timeout. Connections without
 * a complete request are closed at once, all others after the timeout.
 */
export function watchConnections(server: FastifyInstance): Draining {
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
    setTimeout(() => server.server.closeAllConnections(), drainTimeoutMs).unref();
  });
  return {
    get hasBegun() {
      return hasBegun;
    },
    requestArrived: (socket) => silent.delete(socket),
  };
}
