import type { SettingGroup } from '../kernel/config.ts';
import type { ClientError } from '../kernel/errors.ts';
import type { EntityClass } from '../platform/database/database.ts';
import type { Commands } from './command.ts';
import type { App, Context, Hooks } from './context.ts';

/** Everything that one capability adds to the service. A manifest names it; it holds no logic. */
export interface Feature extends Hooks {
  name: string;
  settings?: SettingGroup;
  entities?: EntityClass[];
  /** type-graphql resolver classes. A root field is closed to anonymous callers unless it says `@Open()`. */
  resolvers?: ResolverClass[];
  /** How gateways resolve a reference to an entity of ours; nothing where there is none. */
  references?: Record<string, ReferenceResolver>;
  /** What GET answers beside the API; each address begins with a slash. */
  routes?: Routes;
  /** What whoever runs the service may do: `npm run admin`. */
  commands?: Commands;
  /** Starts work beside the requests; what it returns ends that work. */
  start?(app: App): End | Promise<End>;
}

export type Routes = Readonly<Record<string, (app: App) => RouteAnswer>>;

export type RouteAnswer =
  | { headers: Readonly<Record<string, string>>; body: object }
  | { status: number; error: ClientError };

type End = () => void | Promise<void>;

// biome-ignore lint/complexity/noBannedTypes: this is what type-graphql takes
export type ResolverClass = Function;

export type ReferenceResolver = (
  representation: Readonly<Record<string, unknown>>,
  ctx: Context,
) => Promise<object | null>;
