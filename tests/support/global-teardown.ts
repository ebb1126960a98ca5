import { rmSync } from 'node:fs';
import { testCluster } from './test-cluster.ts';

export default async function tearDown(): Promise<void> {
  await testCluster.pooler?.stop();
  await testCluster.server?.stop();
  if (testCluster.folder) rmSync(testCluster.folder, { recursive: true, force: true });
}
