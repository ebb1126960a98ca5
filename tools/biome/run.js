import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

try {
  require.resolve('@biomejs/biome/bin/biome');
} catch {
  process.stderr.write('Biome is not installed; run npm ci --prefix tools/biome\n');
  process.exit(1);
}
require('@biomejs/biome/bin/biome');
