import type { EmbeddedPostgres } from '../../src/platform/development/embedded-postgres/embedded-postgres.ts';

interface TestCluster {
  server?: EmbeddedPostgres;
  folder?: string;
}

const shared = globalThis as { authServiceTestCluster?: TestCluster };
shared.authServiceTestCluster ??= {};

/** What set-up hands to tear-down: jest loads the two apart, in one process. */
export const testCluster: TestCluster = shared.authServiceTestCluster;
