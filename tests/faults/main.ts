import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { endPostgresOnFolders, removeFolders } from '../support/left-behind.ts';
import { scenarios } from './scenarios.ts';

const names = Object.keys(scenarios);
const usual = names.filter((name) => !scenarios[name]?.isLong);

const help = `npm run test:faults -- [OPTIONS]

Injects faults into services and a PostgreSQL that it starts itself, and prints what happened as rows of docs/reliability.md.

  --scale N      size of each fault (default 1, about twenty minutes; 0.1 for a tenth)
  --only NAMES   comma-separated faults, of
                 ${names.join(',')}
                 (default: all except ${names.filter((name) => !usual.includes(name)).join(', ')}, which takes half an hour)
  --seed N       repeats what the clients of "histories" and "planted" ask at random (default: another seed each time)
`;

const { values } = parseArgs({
  options: {
    scale: { type: 'string', default: '1' },
    only: { type: 'string', default: usual.join(',') },
    seed: { type: 'string', default: String(randomInt(2 ** 31)) },
    help: { type: 'boolean' },
  },
});

if (values.help) {
  process.stdout.write(help);
  process.exit();
}

process.stdout.write('| fault | promise | measured | |\n|---|---|---|---|\n');
for (const name of values.only.split(',')) {
  const scenario = Object.hasOwn(scenarios, name) ? scenarios[name] : undefined;
  if (!scenario) {
    process.stderr.write(`Unknown fault: ${name}\n\n${help}`);
    process.exitCode = 2;
    break;
  }
  const progress = (text: string) => process.stderr.write(`\r${name}: ${text}  `);
  const { seen, wrong } = await scenario.run(Number(values.scale), progress, Number(values.seed));
  process.stderr.write('\n');
  process.stdout.write(
    `| ${scenario.fault} | ${scenario.promise} | ${seen} | ${wrong.length === 0 ? 'holds' : 'BROKEN'} |\n`,
  );
  for (const text of new Set(wrong)) process.stderr.write(`${name}: ${text}\n`);
  if (wrong.length > 0) process.exitCode = 1;
}
await endPostgresOnFolders();
removeFolders();
