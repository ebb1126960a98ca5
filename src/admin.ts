import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { openForCommand, settingGroups } from './app.ts';
import { checkCommand } from './cli/check-command.ts';
import { explainFailure, helpOf, overview } from './cli/help.ts';
import { readSecret } from './cli/read-secret.ts';
import { type Command, type Commands, WrongUse } from './feature/command.ts';
import { features } from './features.ts';
import { type Config, loadConfig } from './kernel/config.ts';
import { readEnvironment } from './startup/environment.ts';

const commands: Commands = Object.assign({}, checkCommand, ...features.map((feature) => feature.commands));

const environment = readEnvironment();
const config = (): Config => loadConfig(environment, settingGroups());
let close: (() => Promise<void>) | undefined;

for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const) {
  process.once(signal, async () => {
    await close?.();
    process.exit(code);
  });
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(explainFailure(error));
  process.exitCode = error instanceof WrongUse ? 2 : 1;
} finally {
  await close?.();
}

async function main(given: readonly string[]): Promise<void> {
  const [first = 'help', second] = given;
  const name = [`${first} ${second}`, first].find((each) => Object.hasOwn(commands, each));
  const command = name === undefined ? undefined : commands[name];
  if (name === undefined || !command) {
    if (!['help', '--help', '-h'].includes(first)) {
      throw new WrongUse(`There is no command "${given.join(' ')}".\n\n${overview(commands)}`);
    }
    return void process.stdout.write(overview(commands));
  }
  const args = given.slice(name.split(' ').length);
  if (['--help', '-h'].includes(args[0] ?? '')) return void process.stdout.write(helpOf(name, command));
  const result = await command.run({
    ...parse(name, command, args),
    environment,
    config,
    open,
    readSecret,
    say,
  });
  for (const each of [result].flat()) process.stdout.write(`${JSON.stringify(each)}\n`);
}

function parse(name: string, { options, operands: [least, most] = [0, 0] }: Command, args: string[]) {
  const { values, positionals } = options ? parseOptions(args, options) : { values: {}, positionals: args };
  if (positionals.length > most) throw new WrongUse(`That is too much: ${positionals.slice(most).join(' ')}`);
  if (positionals.length < least)
    throw new WrongUse(`That is too little: see npm run --silent admin -- ${name} --help`);
  return { operands: positionals, options: values as Readonly<Record<string, string | boolean | undefined>> };
}

function parseOptions(args: string[], options: NonNullable<Command['options']>) {
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    // What comes after that is about operands with a dash in front.
    throw new WrongUse((error as Error).message.replace(/\. .*$/s, '.'));
  }
}

async function open() {
  const { ctx, stop } = await openForCommand(config(), pino.destination(2));
  close = stop;
  return ctx;
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
