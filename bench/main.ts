import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { chart } from './chart.ts';
import { compare } from './compare.ts';
import { type ContestantName, contestantNames } from './contestants.ts';
import { describeGrowth, growth } from './growth.ts';
import { describeMixed, mixed } from './mixed.ts';
import { type Operation, operations } from './operations.ts';
import { describeProfile, profile } from './profile.ts';
import { endProgress } from './progress.ts';
import { describeResults } from './report.ts';
import { describeStarts, measureStarts } from './start.ts';

const peers = contestantNames.slice(1);
/** Those that are compared with unless others are named. */
const usualPeers = peers.filter((name) => name !== 'before' && name !== 'listening');

const help = `npm run bench -- [what] [options]

  compare    the service beside others that do the same, in turn (the default)
  mixed      me while a storm of logins goes on; logins against what bcrypt allows
  growth     a thousand, a hundred thousand and a million users; a purge while serving
  start      from the start to the first answer, and the memory when idle
  profile    where the time of one operation goes

  --only NAMES         operations, separated by commas: ${operations.join(',')}
  --against NAMES      other servers to compare with: ${peers.join(',')}
                       before: another build of the service, in the folder that BENCH_BEFORE names
  --connections NUMS   how many clients at a time: 1,32,256
  --seconds N          how long one round of one server takes: 2
  --rounds N           how many rounds: 5
  --cost N             BCRYPT_COST: 12
  --json FILE          writes every figure there
  --chart FILE         draws me and refresh, as SVG (compare)
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string', default: operations.join(',') },
    against: { type: 'string', default: usualPeers.join(',') },
    connections: { type: 'string', default: '1,32,256' },
    seconds: { type: 'string', default: '2' },
    rounds: { type: 'string', default: '5' },
    cost: { type: 'string', default: '12' },
    json: { type: 'string' },
    chart: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

/** The names of a list, all of which must be known. */
function namesOf<Name extends string>(text: string, known: readonly Name[]): Name[] {
  const names = text.split(',').filter(Boolean);
  const unknown = names.find((name) => !known.includes(name as Name));
  if (unknown !== undefined) throw new Error(`There is no ${unknown}; there are ${known.join(', ')}.`);
  return names as Name[];
}

async function measure(what: string): Promise<{ found: unknown; text: string }> {
  const chosen = namesOf<Operation>(values.only, operations);
  const options = {
    operations: chosen,
    contestants: ['service', ...namesOf<ContestantName>(values.against, peers)] as ContestantName[],
    connections: values.connections.split(',').map(Number),
    seconds: Number(values.seconds),
    rounds: Number(values.rounds),
    cost: Number(values.cost),
  };
  if (what === 'mixed') {
    const found = await mixed(options);
    return { found, text: describeMixed(found) };
  }
  if (what === 'growth') {
    const found = await growth(options);
    return { found, text: describeGrowth(found) };
  }
  if (what === 'start') {
    const found = await measureStarts(options.rounds);
    return { found, text: describeStarts(found) };
  }
  if (what === 'profile') {
    const found = await profile(chosen[0] ?? 'me', 3 * options.seconds);
    return { found, text: describeProfile(found) };
  }
  if (what !== 'compare') throw new Error(`There is no "${what}".\n\n${help}`);
  const found = await compare(options);
  if (values.chart) writeFileSync(values.chart, chart(found));
  return { found, text: describeResults(found) };
}

if (values.help) {
  process.stdout.write(help);
} else {
  try {
    const { found, text } = await measure(positionals[0] ?? 'compare');
    endProgress();
    process.stdout.write(text);
    const json = JSON.stringify(found, undefined, 2);
    if (values.json) writeFileSync(values.json, json);
    // Whoever answers wrongly is neither fast nor slow.
    const [wrong] = /"firstError": .*/.exec(json) ?? [];
    if (wrong) throw new Error(`Some answers were wrong, the first of them: ${wrong}`);
  } catch (error) {
    endProgress();
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    process.exitCode = 1;
  }
}
