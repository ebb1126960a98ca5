import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { chart } from './chart.ts';
import { buildCommit } from './commit.ts';
import { compare } from './compare.ts';
import { type ContestantName, contestantNames } from './contestants.ts';
import { describeFactors, measureFactors } from './factors.ts';
import { describeGrowth, growth } from './growth.ts';
import { describeLoginForms, measureLoginForms } from './login-form.ts';
import { describeMail, measureMail } from './mail.ts';
import { describeMailCosts, measureMailCosts } from './mail-requests.ts';
import { describeMixed, mixed } from './mixed.ts';
import { type Operation, operations } from './operations.ts';
import { describeProfile, profile } from './profile.ts';
import { endProgress } from './progress.ts';
import { describeResults } from './report.ts';
import { describeStarts, measureStartPairs, measureStarts } from './start.ts';
import { describeVerdicts } from './verdicts.ts';

const peers = contestantNames.slice(1);
/** The contestants used without `--against`. */
const usualPeers = peers.filter((name) => !['before', 'listening', 'pooled'].includes(name));

const help = `npm run bench -- [MEASUREMENT] [OPTIONS]

Measurements:
  compare    the service and other servers that do the same (default)
  mixed      me during a storm of logins, and logins as a share of what bcrypt allows
  growth     a thousand, a hundred thousand and a million users, and a purge under load
  start      time from the start to the first answer, and memory when idle
  mail       how fast one worker empties the outbox, beside nodemailer alone
  mail-costs what a mail costs the request that causes it, and a busy outbox costs me and refresh
  factors    what a login with a TOTP code or a passkey costs, beside one with a password alone
  login-form time until the form of /account/login is ready, beside a React starter built by Vite
  profile    where one operation spends its time

Options:
  --only NAMES         comma-separated operations, of ${operations.join(',')}
  --against NAMES      comma-separated servers to compare with, of
                       ${peers.join(',')}
                       before: another build of the service, in the directory BENCH_BEFORE
                       pooled: the service through PgBouncer (Debian's package) in transaction mode
  --against-commit REV builds that commit as "before", and ends with a verdict for each target of docs/performance.md
                       (compare only; --only me,refresh --against before,bare unless given)
  --connections NUMS   comma-separated numbers of connections (default 1,32,256)
  --seconds N          length of a round, per server (default 2)
  --rounds N           number of rounds (default 5)
  --cost N             BCRYPT_COST (default 12)
  --json FILE          write all figures to FILE
  --chart FILE         draw me and refresh to FILE, as SVG (compare only)
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string' },
    against: { type: 'string' },
    'against-commit': { type: 'string' },
    connections: { type: 'string', default: '1,32,256' },
    seconds: { type: 'string', default: '2' },
    rounds: { type: 'string', default: '5' },
    cost: { type: 'string', default: '12' },
    json: { type: 'string' },
    chart: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

/** Splits a comma-separated list. @throws Error for an unknown name. */
function namesOf<Name extends string>(text: string, known: readonly Name[]): Name[] {
  const names = text.split(',').filter(Boolean);
  const unknown = names.find((name) => !known.includes(name as Name));
  if (unknown !== undefined) throw new Error(`Unknown name: ${unknown}. Known names: ${known.join(', ')}.`);
  return names as Name[];
}

async function measure(what: string): Promise<{ found: unknown; text: string }> {
  const revision = values['against-commit'];
  if (revision !== undefined) process.env.BENCH_BEFORE = buildCommit(revision);
  const { only = revision === undefined ? operations.join(',') : 'me,refresh' } = values;
  const { against = revision === undefined ? usualPeers.join(',') : 'before,bare' } = values;
  const chosen = namesOf<Operation>(only, operations);
  const options = {
    operations: chosen,
    contestants: ['service', ...namesOf<ContestantName>(against, peers)] as ContestantName[],
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
  if (what === 'mail-costs') {
    const found = await measureMailCosts(options.rounds);
    return { found, text: describeMailCosts(found) };
  }
  if (what === 'mail') {
    const found = await measureMail(options.rounds);
    return { found, text: describeMail(found) };
  }
  if (what === 'login-form') {
    const found = await measureLoginForms(options.rounds);
    return { found, text: describeLoginForms(found) };
  }
  if (what === 'factors') {
    const found = await measureFactors(options.rounds);
    return { found, text: describeFactors(found) };
  }
  if (what === 'profile') {
    const found = await profile(chosen[0] ?? 'me', 3 * options.seconds);
    return { found, text: describeProfile(found) };
  }
  if (what !== 'compare') throw new Error(`Unknown measurement: ${what}\n\n${help}`);
  const found = await compare(options);
  if (values.chart) writeFileSync(values.chart, chart(found));
  const text = describeResults(found);
  if (revision === undefined) return { found, text };
  return { found, text: `${text}\n${describeVerdicts(found, await measureStartPairs(options.rounds))}` };
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
    // If a server returns wrong responses, its figures are meaningless.
    const [wrong] = /"firstError": .*/.exec(json) ?? [];
    if (wrong) throw new Error(`Some responses were wrong; the first one: ${wrong}`);
  } catch (error) {
    endProgress();
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    process.exitCode = 1;
  }
}
