import path from 'node:path';
import { issueCertificate, makeAuthority } from '../support/certificates.ts';
import { makePerson } from '../support/client.ts';
import { dropDatabase, makeDatabase } from '../support/databases.ts';
import { freePort } from '../support/free-port.ts';
import { makeFolder, until } from '../support/left-behind.ts';
import { findRedis, RedisServer } from '../support/redis-server.ts';
import { leaveNothingBehind, start } from '../support/service-process.ts';
import { testSecretKey } from '../support/tokens.ts';

// Tested here: a private CA (NODE_EXTRA_CA_CERTS), an unknown CA, a certificate for another name, and a certificate replaced
// while the service is running.

const withRedis = findRedis() || process.env.CI ? test : test.skip;

leaveNothingBehind();

let redis: RedisServer | undefined;
let database: string | undefined;
afterAll(async () => {
  await redis?.remove();
  if (database) await dropDatabase(database);
});

withRedis('counts over TLS with a private authority, and logs why a certificate is rejected', async () => {
  const folder = makeFolder();
  makeAuthority(folder);
  issueCertificate(folder, 'IP:127.0.0.1');
  const port = await freePort();
  const file = (name: string) => path.join(folder, name);
  const certificate = ['--tls-cert-file', file('server.pem'), '--tls-key-file', file('server.key')];
  const options = ['--tls-port', String(port), ...certificate, '--tls-ca-cert-file', file('ca.pem')];
  const server = await RedisServer.start({ options: [...options, '--tls-auth-clients', 'no'] });
  redis = server;
  database = await makeDatabase();
  const env = { DATABASE_URL: database, SECRET_KEY: testSecretKey, REDIS_URL: `rediss://127.0.0.1:${port}` };

  const service = await start({ folder, env: { ...env, NODE_EXTRA_CA_CERTS: file('ca.pem') } });
  const counts = async () => {
    await server.run('flushall');
    await service.logIn(makePerson());
    return (await server.keys()).length > 0;
  };
  expect(await counts()).toBe(true);
  await server.stop();
  issueCertificate(folder, 'IP:127.0.0.1');
  await server.startAgain();
  await until('attempts to be counted behind the new certificate', counts);

  const without = await start({ folder, env });
  await until('the reason', () => without.stdout.includes('self-signed certificate in certificate chain'));
  await server.stop();
  issueCertificate(folder, 'DNS:redis.example.com');
  await server.startAgain();
  await until('the reason', () =>
    service.stdout.includes("Hostname/IP does not match certificate's altnames"),
  );
  await service.end('SIGTERM');
  await without.end('SIGTERM');
});
