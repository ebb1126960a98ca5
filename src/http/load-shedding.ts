import type { FastifyInstance, RouteHandlerMethod } from 'fastify';
import { LRUCache } from 'lru-cache';
import type { App } from '../feature/context.ts';

/** Clients send the same few texts again and again; whoever makes up others pushes out their own. */
const knownTexts = 200;
const longestText = 4_000;

const ownMediaType = 'application/graphql-response+json';

/**
 * Refuses, when there is too much to do, before the document is looked at: thousands of logins that come at once are each
 * refused in a fraction of the time, and everybody else has less to wait for. What a text asks for is known from the last
 * time that it was answered; one that was not seen before is refused where it would be done.
 */
export function shedLoad(server: FastifyInstance, app: App, handler: RouteHandlerMethod): RouteHandlerMethod {
  const sheddings = app.hooks.flatMap(({ shedding }) => shedding ?? []);
  const known = new LRUCache<string, string>({ max: knownTexts });
  server.addHook('onResponse', ({ body, summary }, _reply, done) => {
    const [field, ...others] = summary.fields;
    if (
      field !== undefined &&
      others.length === 0 &&
      sheddings.some(({ fields }) => fields.includes(field))
    ) {
      const text = textOf(body);
      if (text !== undefined) known.set(text, field);
    }
    done();
  });
  return function (request, reply) {
    const text = textOf(request.body);
    const field = text === undefined ? undefined : known.get(text);
    if (field !== undefined) {
      const refusal = sheddings.find(({ fields }) => fields.includes(field))?.refuse(app);
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
