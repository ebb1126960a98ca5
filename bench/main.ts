import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { compare } from './compare.ts';
import { type ContestantName, contestantNames } from './contestants.ts';
import { type Operation, operations } from './operations.ts';
import { endProgress } from './progress.ts';
import { describeResults } from './report.ts';

const help = `npm run bench -- [options]

  --only NAMES         operations, separated by commas: ${operations.join(',')}
  --against NAMES      contestants beside the service: ${contestantNames.slice(1).join(',')}
  --connections NUMS   1,32,256
  --seconds N          how long a round of one contestant takes: 2
  --rounds N           how often each one has its turn: 5
  --cost N             BCRYPT_COST: 12
  --json FILE          writes every figure there
`;

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: operations.join(',') },
    against: { type: 'string', default: contestantNames.slice(1).join(',') },
    connections: { type: 'string', default: '1,32,256' },
    seconds: { type: 'string', default: '2' },
    rounds: { type: 'string', default: '5' },
    cost: { type: 'string', default: '12' },
    json: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) {
  process.stdout.write(help);
} else {
  const against = values.against.split(',').filter(Boolean) as ContestantName[];
  const results = await compare({
    operations: values.only.split(',') as Operation[],
    contestants: ['service', ...against],
    connections: values.connections.split(',').map(Number),
    seconds: Number(values.seconds),
    rounds: Number(values.rounds),
    cost: Number(values.cost),
  });
  endProgress();
  process.stdout.write(describeResults(results));
  if (values.json) writeFileSync(values.json, JSON.stringify(results, undefined, 2));
}
