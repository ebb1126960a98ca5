import { rmSync } from 'node:fs';
import tearDown from './global-teardown.ts';

export default async function tearDownAll(): Promise<void> {
  if (process.env.BUILT_APP) rmSync(process.env.BUILT_APP, { recursive: true, force: true });
  await tearDown();
}
