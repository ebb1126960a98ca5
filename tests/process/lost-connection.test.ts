import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { makeFolder } from '../support/left-behind.ts';
import { leaveNothingBehind, run } from '../support/service-process.ts';
import { testSecretKey } from '../support/tokens.ts';

leaveNothingBehind();

/** PostgreSQL's AuthenticationOk and ReadyForQuery messages. */
const welcome = Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0, 0x5a, 0, 0, 0, 5, 0x49]);

/** Accepts a connection and drops it at the first statement, like a server that crashes at that moment. */
async function startCrashingServer() {
  const server = createServer((socket: Socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => {
      socket.write(welcome);
      socket.once('data', () => socket.destroy());
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return server;
}

test.each([
  'admin',
  'main',
  'migrate',
] as const)('reports a database that crashes during the check at the start of %s', async (program) => {
  const server = await startCrashingServer();
  const { port } = server.address() as AddressInfo;
  const env = {
    NODE_ENV: 'production',
    JWT_ISSUER: 'http://localhost:4000',
    SECRET_KEY: testSecretKey,
    DATABASE_URL: `postgresql://auth:pw@127.0.0.1:${port}/auth`,
  };
  const args = program === 'admin' ? ['check'] : [];
  const { code, stderr } = await run({ folder: makeFolder(), env, program, args });
  expect([code, stderr]).toEqual([
    1,
    'The database in DATABASE_URL cannot be used: Connection terminated unexpectedly\n',
  ]);
  server.close();
});
