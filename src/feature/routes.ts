import type { ClientError } from '../kernel/errors.ts';
import type { Context } from './context.ts';

/** An HTTP route outside GraphQL. It is open to anonymous callers unless its handler rejects them. */
export interface Route {
  readonly method: 'GET' | 'POST';
  /** May have parameters: `/badges/:number`. */
  readonly path: `/${string}`;
  /** For a GET route whose handler changes nothing and sets no cookie: HEAD gets the same headers. */
  readonly answersHead?: boolean;
  /** @throws ClientError to respond with the HTTP status of its code. Other errors are masked, as in GraphQL. */
  handle(ctx: Context, request: RouteRequest): RouteAnswer | Promise<RouteAnswer>;
}

export interface RouteRequest {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

/** An object is sent as JSON, and content as its media type. Redirects use status 303 (RFC 9110, 15.4.4), so that a GET follows a POST. */
export type RouteAnswer =
  | { status?: number; headers?: Readonly<Record<string, string>>; body: object }
  | { status?: number; headers?: Readonly<Record<string, string>>; type: string; content: string | Buffer }
  | { redirect: string }
  | { status: number; error: ClientError };
