import type { Readable } from 'node:stream';
import { CommanderError } from 'commander';
import { openForCommand } from '../app.ts';
import { checkFeatures } from '../feature/check-features.ts';
import {
  type Command,
  type CommandCall,
  CommandFailure,
  type Commands,
  WrongUse,
} from '../feature/command.ts';
import type { Feature } from '../feature/feature.ts';
import { features as allFeatures } from '../features.ts';
import { loadConfig } from '../kernel/config.ts';
import { checkCommand } from '../startup/check-command.ts';
import { core, settingGroups } from '../startup/own-declarations.ts';
import { explainFailure } from './explain-failure.ts';
import { makeProgram } from './program.ts';
import { readSecret } from './read-secret.ts';

/** What a command line reads from and writes to. */
export interface CommandLine {
  environment: Readonly<Record<string, string | undefined>>;
  stdin: Readable & { isTTY?: boolean };
  stdout: { write(text: string): unknown };
  stderr: { write(text: string): unknown };
  /** The name of the operating system user. */
  operator: string;
  /** Receives a function that closes the database, for callers that cannot wait for the command to finish. */
  onOpen?(close: () => Promise<void>): void;
}

/** Runs an administration command. @returns its exit code. */
export async function main(
  argv: readonly string[],
  line: CommandLine,
  features: readonly Feature[] = allFeatures,
): Promise<number> {
  const commands: Commands = Object.assign({}, checkCommand, ...features.map((feature) => feature.commands));
  const { environment, stdin, stdout, stderr, operator } = line;
  let close: (() => Promise<void>) | undefined;
  const config = () => loadConfig(environment, settingGroups(features));
  const openOnce = async () => {
    const { ctx, stop } = await openForCommand({ config: config(), features, logTo: stderr, operator });
    close = stop;
    line.onOpen?.(stop);
    return ctx;
  };
  let opened: ReturnType<typeof openOnce> | undefined;
  const open = () => {
    opened ??= openOnce();
    return opened;
  };
  const write = (text: string) => void stdout.write(text);
  const print = (result: object | string) => {
    for (const each of [result].flat()) write(`${typeof each === 'string' ? each : JSON.stringify(each)}\n`);
  };
  const writeError = (text: string) => void stderr.write(text);
  const run = async (command: Command, given: Pick<CommandCall, 'args' | 'options'>) => {
    const call = {
      ...given,
      environment,
      config,
      open,
      readSecret: (prompt: string) => readSecret(prompt, { stdin, writeError }),
      say: (text: string) => writeError(`${text}\n`),
    };
    print(await command.run(call));
  };
  try {
    checkFeatures(core, features);
    const program = makeProgram(commands, { write, writeError }, run);
    await program.parseAsync(argv.length === 0 ? ['--help'] : argv, { from: 'user' });
    return 0;
  } catch (error) {
    // Commander has already reported the problem.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (error instanceof CommandFailure) print(error.result);
    writeError(explainFailure(error));
    return error instanceof WrongUse ? 2 : 1;
  } finally {
    await close?.();
  }
}
