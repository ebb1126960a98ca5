import type { Server } from 'node:net';

/** Says where a contestant listens, in the words of the service. */
export function announce(server: Server, path = '/'): void {
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  process.stdout.write(`ready: http://127.0.0.1:${port}${path}\n`);
  process.on('SIGTERM', () => process.exit(0));
}
