import { readFileSync } from 'node:fs';
import type { z } from 'zod';

type Environment = Readonly<Record<string, string | undefined>>;

export interface Setting<Value> {
  readonly schema: z.ZodType<Value, string>;
  readonly help: string;
  readonly default?: string | { readonly development: string; readonly production: string };
  readonly requiredInProduction?: boolean;
  /** The value may also come from a file named in `<NAME>_FILE`. */
  readonly secret?: boolean;
}

type Options = Omit<Setting<unknown>, 'schema' | 'default'>;

export function setting<Value>(
  schema: z.ZodType<Value, string>,
  options: Options & Required<Pick<Setting<unknown>, 'default'>>,
): Setting<Value> {
  return { schema, ...options };
}

export function optionalSetting<Value>(
  schema: z.ZodType<Value, string>,
  options: Options,
): Setting<Value | undefined> {
  return { schema, ...options };
}

export type SettingGroup = Readonly<Record<string, Setting<unknown>>>;

export type SettingValues<Group extends SettingGroup> = {
  readonly [Name in keyof Group]: Group[Name] extends Setting<infer Value> ? Value : never;
};

export interface Config {
  readonly isProduction: boolean;
  /** Rereads a group, since files named in `_FILE` variables may have changed. @throws ConfigError */
  reread<Group extends SettingGroup>(group: Group): SettingValues<Group>;
  of<Group extends SettingGroup>(group: Group): SettingValues<Group>;
}

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

/** Reads and validates the environment. @throws ConfigError listing every problem, but never a secret's value. */
export function loadConfig(environment: Environment, groups: readonly SettingGroup[]): Config {
  const mode = environment.NODE_ENV || 'development';
  const production = mode === 'production';
  const problems: string[] = [];
  // Otherwise a misspelled "production" would turn on development features.
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
  // `NAME=` in a .env or compose file means unset.
  const direct = environment[name] || undefined;
  const file = setting.secret ? environment[`${name}_FILE`] || undefined : undefined;
  if (direct !== undefined && file !== undefined) {
    problems.push(`${name} and ${name}_FILE are both set; keep one of them`);
  }
  if (direct !== undefined) return direct;
  if (file !== undefined) {
    try {
      // Windows editors add a byte order mark.
      return readFileSync(file, 'utf8')
        .replace(/^\uFEFF/, '')
        .replace(/\r?\n$/, '');
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
