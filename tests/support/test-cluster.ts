import type { EmbeddedPostgres } from '../../src/platform/development/embedded-postgres/embedded-postgres.ts';

interface TestCluster {
  server?: EmbeddedPostgres;
  folder?: string;
}

const shared = globalThis as { authServiceTestCluster?: TestCluster };
shared.authServiceTestCluster ??= {};

/** Shared between global setup and teardown, which jest loads separately in one process. */
export const testCluster: TestCluster = shared.authServiceTestCluster;
