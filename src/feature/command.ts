import type { ParseArgsConfig } from 'node:util';
import type { Config } from '../kernel/config.ts';
import type { Context } from './context.ts';

/** What whoever runs the service may do beside it: `npm run --silent admin -- <name> <operands>`. */
export interface Command {
  /** What stands behind its name, as the help shows it. */
  usage?: string;
  /** What it does, in one line. */
  help: string;
  /** How many operands it takes at least and at most; none by default. */
  operands?: readonly [least: number, most: number];
  /** Without any, what begins with a dash is an operand too. */
  options?: NonNullable<ParseArgsConfig['options']>;
  /** @returns what to print: an object, or several, each on a line of its own. */
  run(call: CommandCall): Promise<object> | object;
}

export type Commands = Readonly<Record<string, Command>>;

export interface CommandCall {
  readonly operands: readonly string[];
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** @throws ConfigError */
  config(): Config;
  /** Opens the database, beside services that run on it. What is done by this context is nobody's request. */
  open(): Promise<Context>;
  /** Asks for a secret, which no argument may hold: everybody can read those. */
  readSecret(prompt: string): Promise<string>;
  /** Tells a person what to do next, beside what is printed for programs. */
  say(text: string): void;
}

/** Why a command was not carried out, in words for whoever gave it. */
export class CommandFailure extends Error {}

/** It was given in a wrong way. */
export class WrongUse extends CommandFailure {}
