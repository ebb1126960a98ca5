import type { Server } from 'node:net';

/** Prints a contestant's URL in the same format as the service. */
export function announce(server: Server, path = '/'): void {
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  process.stdout.write(`ready: http://127.0.0.1:${port}${path}\n`);
  process.on('SIGTERM', () => process.exit(0));
}
