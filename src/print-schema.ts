import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { features } from './features.ts';
import { buildServiceSchema } from './graphql/schema.ts';

const { text, clientText, attempts } = buildServiceSchema(features);

const names = [...attempts.keys()].map((name) => `  '${name}',\n`).join('');
const authenticationFields = `/** The mutations that try a credential. Made by "npm run schema" out of the service's schema. */
export const authenticationFields: readonly string[] = [
${names}];
`;

/** What other programs know of the schema. */
const files = {
  'schema.graphql': text,
  'client-schema.graphql': clientText,
  'client/src/authentication-fields.ts': authenticationFields,
};

for (const [file, wanted] of Object.entries(files)) {
  if (!process.argv.includes('--check')) {
    writeFileSync(file, wanted);
  } else if (!existsSync(file) || readFileSync(file, 'utf8') !== wanted) {
    process.stderr.write(`${file} differs from the code; run "npm run schema" and commit it.\n`);
    process.exitCode = 1;
  }
}
