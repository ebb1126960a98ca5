import type { EmbeddedPostgres } from '../../src/platform/development/embedded-postgres/embedded-postgres.ts';
import type { Pooler } from './pooler.ts';

interface TestCluster {
  server?: EmbeddedPostgres;
  folder?: string;
  pooler?: Pooler;
}

const shared = globalThis as { authServiceTestCluster?: TestCluster };
shared.authServiceTestCluster ??= {};

/** Shared between global setup and teardown, which jest loads separately but in the same process. */
export const testCluster: TestCluster = shared.authServiceTestCluster;
