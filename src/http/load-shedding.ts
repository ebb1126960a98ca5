import type { FastifyInstance, RouteHandlerMethod } from 'fastify';
import { LRUCache } from 'lru-cache';
import type { AttemptKind } from '../feature/attempts.ts';
import type { App } from '../feature/context.ts';
import { jsonType, mediaTypeFor } from './media-type.ts';

/** Real clients reuse a handful of documents. An attacker's unique documents evict only each other. */
const maxKnownTexts = 200;
const maxTextLength = 4_000;

/**
 * While the hashing queue is full, rejects logins and signups before parsing, in a fraction of the time that executing them
 * takes. This works for documents that the service has executed before; the resolver rejects the others.
 */
export function shedLoad(
  server: FastifyInstance,
  app: App,
  attempts: ReadonlyMap<string, AttemptKind | undefined>,
  handler: RouteHandlerMethod,
): RouteHandlerMethod {
  const known = new LRUCache<string, string>({ max: maxKnownTexts });
  server.addHook('onResponse', ({ body, summary }, _reply, done) => {
    const [field, ...others] = summary.fields;
    if (field !== undefined && others.length === 0 && attempts.get(field)?.shed) {
      const text = textOf(body);
      if (text !== undefined) known.set(text, field);
    }
    done();
  });
  return function (request, reply) {
    const text = textOf(request.body);
    const field = text === undefined ? undefined : known.get(text);
    if (field !== undefined) {
      const refusal = attempts.get(field)?.shed?.(app);
      if (refusal) {
        const { code, message, extensions } = refusal;
        request.summary = { fields: [field], codes: [code], operationType: 'mutation' };
        return reply
          .type(mediaTypeFor(request.headers.accept) ?? jsonType)
          .send(JSON.stringify({ errors: [{ message, extensions }], data: null }));
      }
    }
    return handler.call(this, request, reply);
  };
}

function textOf(body: unknown): string | undefined {
  const { query, operationName = null } = (body ?? {}) as { query?: unknown; operationName?: unknown };
  if (typeof query !== 'string' || query.length > maxTextLength) return undefined;
  return operationName === null ? query : `${operationName}\n${query}`;
}
