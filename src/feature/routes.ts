import type { ClientError } from '../kernel/errors.ts';
import type { Context } from './context.ts';

/** An HTTP route outside GraphQL. It is open to anonymous callers unless its handler rejects them. */
export interface Route {
  readonly method: 'GET' | 'POST';
  readonly path: `/${string}`;
  /** @throws ClientError to respond with the HTTP status of its code. Other errors are masked, as in GraphQL. */
  handle(ctx: Context, request: RouteRequest): RouteAnswer | Promise<RouteAnswer>;
}

export interface RouteRequest {
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

/** Redirects use status 303 (RFC 9110, 15.4.4), so that a GET follows a POST. */
export type RouteAnswer =
  | { status?: number; headers?: Readonly<Record<string, string>>; body: object }
  | { redirect: string }
  | { status: number; error: ClientError };
