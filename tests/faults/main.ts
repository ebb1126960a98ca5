import { parseArgs } from 'node:util';
import { endPostgresOnFolders, removeFolders } from '../support/left-behind.ts';
import { scenarios } from './scenarios.ts';

const names = Object.keys(scenarios);
const usual = names.filter((name) => !scenarios[name]?.isLong);

const help = `npm run test:faults -- [--scale N] [--only ${names.join(',')}]

What the service survives, on a PostgreSQL and processes of its own: 1, the default, is what docs/reliability.md shows, and
takes some minutes; 0.1 is a tenth of it. Only when it is asked for: ${names.filter((name) => !usual.includes(name)).join(', ')}, half an hour.
`;

const { values } = parseArgs({
  options: {
    scale: { type: 'string', default: '1' },
    only: { type: 'string', default: usual.join(',') },
    help: { type: 'boolean' },
  },
});

if (values.help) {
  process.stdout.write(help);
  process.exit();
}

process.stdout.write('| fault | promise | seen | |\n|---|---|---|---|\n');
for (const name of values.only.split(',')) {
  const scenario = Object.hasOwn(scenarios, name) ? scenarios[name] : undefined;
  if (!scenario) {
    process.stderr.write(`There is no "${name}".\n\n${help}`);
    process.exitCode = 2;
    break;
  }
  const { seen, wrong } = await scenario.run(Number(values.scale), (text) =>
    process.stderr.write(`\r${name}: ${text}  `),
  );
  process.stderr.write('\n');
  process.stdout.write(
    `| ${scenario.fault} | ${scenario.promise} | ${seen} | ${wrong.length === 0 ? 'holds' : 'BROKEN'} |\n`,
  );
  for (const text of new Set(wrong)) process.stderr.write(`${name}: ${text}\n`);
  if (wrong.length > 0) process.exitCode = 1;
}
await endPostgresOnFolders();
removeFolders();
