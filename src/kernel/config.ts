import { readFileSync } from 'node:fs';
import type { z } from 'zod';

type Environment = Readonly<Record<string, string | undefined>>;

/** One environment variable: how its text is read, what holds when it is not set, and what it is for. */
export interface Setting<Value> {
  readonly schema: z.ZodType<Value, string>;
  readonly help: string;
  /** The text used when the variable is not set; production may have another one. */
  readonly default?: string | { readonly development: string; readonly production: string };
  readonly requiredInProduction?: boolean;
  /** A secret may come from the file named by `<NAME>_FILE` instead. */
  readonly secret?: boolean;
}

type Options = Omit<Setting<unknown>, 'schema' | 'default'>;

/** A setting that always has a value. */
export function setting<Value>(
  schema: z.ZodType<Value, string>,
  options: Options & Required<Pick<Setting<unknown>, 'default'>>,
): Setting<Value> {
  return { schema, ...options };
}

/** A setting that may stay unset. */
export function optionalSetting<Value>(
  schema: z.ZodType<Value, string>,
  options: Options,
): Setting<Value | undefined> {
  return { schema, ...options };
}

/** The settings that one part of the service declares beside its code. */
export type SettingGroup = Readonly<Record<string, Setting<unknown>>>;

export type SettingValues<Group extends SettingGroup> = {
  readonly [Name in keyof Group]: Group[Name] extends Setting<infer Value> ? Value : never;
};

/** The checked environment: ask it for a group of settings. */
export interface Config {
  readonly isProduction: boolean;
  /**
   * Reads a group again, for what its files hold now.
   *
   * @throws ConfigError
   */
  reread<Group extends SettingGroup>(group: Group): SettingValues<Group>;
  of<Group extends SettingGroup>(group: Group): SettingValues<Group>;
}

/** Everything that is wrong with the environment, in one message. */
export class ConfigError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(
      `The configuration has ${problems.length === 1 ? 'a problem' : `${problems.length} problems`}:\n` +
        problems.map((problem) => `  - ${problem}`).join('\n') +
        '\nSee docs/configuration.md and .env.example.',
    );
    this.name = 'ConfigError';
  }
}

/**
 * Reads and checks the environment once; the result never changes.
 *
 * @throws ConfigError naming every problem at once. A secret's value is never part of it.
 */
export function loadConfig(environment: Environment, groups: readonly SettingGroup[]): Config {
  const mode = environment.NODE_ENV || 'development';
  const production = mode === 'production';
  const problems: string[] = [];
  // A misspelt "production" would otherwise open everything that is meant for developers.
  if (!['production', 'development', 'test'].includes(mode)) {
    problems.push('NODE_ENV must be production, development or test, or not be set');
  }
  const values = new Map<SettingGroup, Readonly<Record<string, unknown>>>();
  for (const group of groups) {
    const entries = Object.entries(group).map(([name, setting]) => {
      const text = readText(environment, name, setting, production, problems);
      if (text === undefined) return [name, undefined];
      const result = setting.schema.safeParse(text);
      if (!result.success) {
        problems.push(...result.error.issues.map((issue) => `${name} ${issue.message}`));
      }
      return [name, result.data];
    });
    values.set(group, Object.freeze(Object.fromEntries(entries)));
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return {
    isProduction: production,
    reread: (group) => loadConfig(environment, [group]).of(group),
    of<Group extends SettingGroup>(group: Group) {
      const found = values.get(group);
      if (!found) throw new Error('These settings are not registered: list them in features.ts or app.ts.');
      return found as SettingValues<Group>;
    },
  };
}

function readText(
  environment: Environment,
  name: string,
  setting: Setting<unknown>,
  production: boolean,
  problems: string[],
): string | undefined {
  // An empty variable counts as not set: that is what `NAME=` in a .env file or a compose file means.
  const direct = environment[name] || undefined;
  const file = setting.secret ? environment[`${name}_FILE`] || undefined : undefined;
  if (direct !== undefined && file !== undefined) {
    problems.push(`${name} and ${name}_FILE are both set; keep one of them`);
  }
  if (direct !== undefined) return direct;
  if (file !== undefined) {
    try {
      return readFileSync(file, 'utf8').replace(/\r?\n$/, '');
    } catch (error) {
      problems.push(
        `${name}_FILE names a file that cannot be read (${(error as NodeJS.ErrnoException).code})`,
      );
      return undefined;
    }
  }
  if (production && setting.requiredInProduction) {
    problems.push(`${name} must be set in production: ${setting.help}`);
    return undefined;
  }
  if (typeof setting.default !== 'object') return setting.default;
  return production ? setting.default.production : setting.default.development;
}
