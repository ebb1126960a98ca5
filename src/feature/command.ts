import type { Config } from '../kernel/config.ts';
import type { Context } from './context.ts';

/** An administration command: `npm run --silent admin -- <name> …`. */
export interface Command {
  help: string;
  arguments?: readonly CommandArgument[];
  /** Without any, an argument may begin with a dash. */
  options?: readonly CommandOption[];
  /** @returns what to print as JSON: one object, or several with a line for each. */
  run(call: CommandCall): Promise<object> | object;
}

export interface CommandArgument {
  /** `<USER>` is required, `[FILE]` is optional. */
  name: `<${string}>` | `[${string}]`;
  help: string;
}

export interface CommandOption {
  /** `--all` is a switch, `--email <EMAIL>` takes a value. */
  flags: `--${string}`;
  help: string;
  required?: boolean;
}

export type Commands = Readonly<Record<string, Command>>;

export interface CommandCall {
  readonly args: readonly string[];
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** @throws ConfigError */
  config(): Config;
  open(): Promise<Context>;
  /** Asks for a secret. Arguments may not hold one: every user of the machine can list them. */
  readSecret(prompt: string): Promise<string>;
  /** Tells the operator what to do next, apart from the JSON that programs read. */
  say(text: string): void;
}

export class CommandFailure extends Error {}

/** The arguments or options do not fit the command. */
export class WrongUse extends CommandFailure {}
