import type { FastifyInstance, RouteHandlerMethod } from 'fastify';
import { LRUCache } from 'lru-cache';
import type { AttemptKind } from '../feature/attempts.ts';
import type { App } from '../feature/context.ts';

/** Real clients reuse a handful of documents; an attacker's unique ones evict only each other. */
const knownTexts = 200;
const longestText = 4_000;

const ownMediaType = 'application/graphql-response+json';

/**
 * Sheds load before the document is parsed: while the hashing queue is full, a login whose document was answered before is
 * refused in a fraction of the time that executing it takes. A document that was not seen before is refused by its resolver.
 *
 * @param attempts mutations by name, with what may shed them.
 */
export function shedLoad(
  server: FastifyInstance,
  app: App,
  attempts: ReadonlyMap<string, AttemptKind | undefined>,
  handler: RouteHandlerMethod,
): RouteHandlerMethod {
  const known = new LRUCache<string, string>({ max: knownTexts });
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
        const type = request.headers.accept?.includes(ownMediaType) ? ownMediaType : 'application/json';
        return reply
          .type(`${type}; charset=utf-8`)
          .send(JSON.stringify({ errors: [{ message, extensions }], data: null }));
      }
    }
    return handler.call(this, request, reply);
  };
}

/** A document, and which of its operations is asked for. */
function textOf(body: unknown): string | undefined {
  const { query, operationName = null } = (body ?? {}) as { query?: unknown; operationName?: unknown };
  if (typeof query !== 'string' || query.length > longestText) return undefined;
  return operationName === null ? query : `${operationName}\n${query}`;
}
