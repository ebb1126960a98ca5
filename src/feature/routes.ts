import type { ClientError } from '../kernel/errors.ts';
import type { Context } from './context.ts';

/** What a feature answers beside GraphQL. A route is open to anonymous callers: its handler decides. */
export interface Route {
  readonly method: 'GET' | 'POST';
  readonly path: `/${string}`;
  /** @throws ClientError, answered with the HTTP status of its code; anything else is masked as a GraphQL error is. */
  handle(ctx: Context, request: RouteRequest): RouteAnswer | Promise<RouteAnswer>;
}

export interface RouteRequest {
  readonly query: Readonly<Record<string, unknown>>;
  /** The parsed JSON body of a POST. */
  readonly body: unknown;
}

/** An answer in JSON, a redirect (RFC 9110, 15.4.4: 303, so that a POST is followed by a GET), or a refusal. */
export type RouteAnswer =
  | { status?: number; headers?: Readonly<Record<string, string>>; body: object }
  | { redirect: string }
  | { status: number; error: ClientError };
