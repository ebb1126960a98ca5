import { Command as Program } from 'commander';
import type { Command, CommandCall, Commands } from '../feature/command.ts';

const call = 'npm run --silent admin --';

const notes = `
Where only the built service is installed: node dist/src/admin.js COMMAND

Results are lines of JSON on standard output ("explain" prints text without --json); everything else goes to standard
error. The exit code is 0 when the command has succeeded, 1 when it was refused or has failed, and 2 when its arguments
or options are wrong.`;

interface Output {
  write(text: string): void;
  writeError(text: string): void;
}

type Run = (command: Command, given: Pick<CommandCall, 'args' | 'options'>) => Promise<void>;

/** Builds the command line. Throws CommanderError instead of exiting. */
export function makeProgram(commands: Commands, { write, writeError }: Output, run: Run): Program {
  const program = new Program(call)
    .exitOverride()
    .configureOutput({
      writeOut: write,
      writeErr: writeError,
      outputError: (text) => writeError(inPlainWords(text)),
    })
    .configureHelp({
      commandUsage: usageOf,
      subcommandTerm: (command) => usageOf(command).slice(call.length + 1),
      visibleCommands: (command) => command.commands.flatMap(leavesOf),
      // Hides --help, which every command has.
      visibleOptions: ({ options }) => [...options],
    })
    .addHelpText('after', notes)
    .showSuggestionAfterError(false)
    .showHelpAfterError(`See ${call} --help`);
  for (const [name, command] of Object.entries(commands)) addCommand(program, name, command, run);
  return program;
}

function addCommand(program: Program, name: string, command: Command, run: Run): void {
  const words = name.split(' ');
  const last = words.pop() ?? name;
  const leaf = makeChild(words.reduce(groupIn, program), last).description(command.help);
  for (const { name, help } of command.arguments ?? []) leaf.argument(name, help);
  for (const { flags, help, required } of command.options ?? []) {
    if (required) leaf.requiredOption(flags, help);
    else leaf.option(flags, help);
  }
  // A key id may start with a dash.
  if (!command.options) leaf.allowUnknownOption();
  leaf.action(() => run(command, { args: leaf.args, options: leaf.opts() }));
}

function groupIn(parent: Program, name: string): Program {
  return parent.commands.find((command) => command.name() === name) ?? makeChild(parent, name);
}

function makeChild(parent: Program, name: string): Program {
  const child = parent.command(name);
  return child.showHelpAfterError(`See ${pathOf(child)} --help`);
}

function leavesOf(command: Program): Program[] {
  return command.commands.length === 0 ? [command] : command.commands.flatMap(leavesOf);
}

function usageOf(command: Program): string {
  if (command.commands.length > 0) return `${pathOf(command)} COMMAND`;
  const args = command.registeredArguments.map((each) =>
    each.required ? `<${each.name()}>` : `[${each.name()}]`,
  );
  const options = command.options.map(({ flags, mandatory }) => (mandatory ? flags : `[${flags}]`));
  return [pathOf(command), ...args, ...options].join(' ');
}

function pathOf(command: Program): string {
  return command.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name();
}

/** Strips commander's prefix, and the value of an unknown option, which could be a password. */
function inPlainWords(text: string): string {
  const words = text.replace(/^error: /, '').replace(/=.*'/s, "'");
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}
