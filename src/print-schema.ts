import { readFileSync, writeFileSync } from 'node:fs';
import { features } from './features.ts';
import { buildServiceSchema } from './graphql/schema.ts';

const file = 'schema.graphql';
const { text } = buildServiceSchema(features);

if (!process.argv.includes('--check')) {
  writeFileSync(file, text);
} else if (readFileSync(file, 'utf8') !== text) {
  process.stderr.write(`${file} differs from the code; run "npm run schema" and commit it.\n`);
  process.exitCode = 1;
}
