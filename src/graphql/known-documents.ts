import type { ApolloServerOptions, BaseContext } from '@apollo/server';
import { LRUCache } from 'lru-cache';

/** Real clients reuse a handful of documents. If an attacker's unique documents evict these, requests are only slower. */
const maxDocuments = 200;
const maxTextLength = 4_000;

/** Apollo Server puts this before the keys of persisted queries. */
const keyPrefix = 'apq:';

type PersistedQueries = Exclude<ApolloServerOptions<BaseContext>['persistedQueries'], false | undefined>;

/**
 * The hashes of valid documents. Apollo Server would compute SHA-256 for every request, a twentieth of the time of a `me`
 * query. A document whose hash is known reaches Apollo Server as a persisted query instead. Clients cannot persist queries.
 */
export class KnownDocuments {
  private readonly texts = new Map<string, string>();
  private readonly hashes = new LRUCache<string, string>({
    max: maxDocuments,
    // Later, since a request in progress may still need the text.
    dispose: (hash, text) =>
      void setImmediate(() => {
        if (!this.hashes.has(text)) this.texts.delete(hash);
      }),
  });

  readonly persistedQueries: PersistedQueries = {
    cache: {
      get: async (key) => this.texts.get(key.slice(keyPrefix.length)),
      set: async () => undefined,
      delete: async () => false,
    },
  };

  learn(text: string, hash: string): void {
    if (text.length > maxTextLength || this.hashes.has(text)) return;
    this.texts.set(hash, text);
    this.hashes.set(text, hash);
  }

  /** @returns the request body for Apollo Server. A client's persisted query becomes one that Apollo Server does not find. */
  replaceIn(body: unknown): unknown {
    if (!isRecord(body)) return body;
    const { query, extensions = null } = body;
    if (extensions !== null && !isRecord(extensions)) return body;
    const isPersisted = Boolean(extensions?.persistedQuery);
    const sha256Hash = isPersisted ? '' : typeof query === 'string' && this.hashes.get(query);
    if (sha256Hash === false || sha256Hash === undefined) return body;
    return { ...body, query: undefined, extensions: { persistedQuery: { version: 1, sha256Hash } } };
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
