import type { Config } from '../kernel/config.ts';
import type { Context } from './context.ts';

/** An administration command: `npm run --silent admin -- <name> …`. */
export interface Command {
  help: string;
  arguments?: readonly CommandArgument[];
  /** In a command without options, an argument may begin with a dash. */
  options?: readonly CommandOption[];
  /**
   * @returns the object to print as JSON, or several objects, one per line. A string is text for people, and is printed
   * unchanged.
   */
  run(call: CommandCall): Promise<object | string> | object | string;
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
  /** Prompts for a secret. Never pass secrets as arguments: every user of the machine can list those. */
  readSecret(prompt: string): Promise<string>;
  /** Tells the operator what to do next, outside the JSON that programs read. */
  say(text: string): void;
}

export class CommandFailure extends Error {
  /** @param result what the command has done nevertheless. It is printed like the result of a success. */
  constructor(
    message: string,
    readonly result: readonly object[] = [],
  ) {
    super(message);
  }
}

/** The arguments or options are wrong for the command. */
export class WrongUse extends CommandFailure {}
