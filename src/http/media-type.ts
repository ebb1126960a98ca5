import { LRUCache } from 'lru-cache';
import Negotiator from 'negotiator';

export const jsonType = 'application/json; charset=utf-8';
export const graphqlType = 'application/graphql-response+json; charset=utf-8';

/** Clients send a handful of Accept headers. If an attacker's unique ones evict these, requests are only slower. */
const maxKnownTexts = 100;
const maxTextLength = 200;

const known = new LRUCache<string, string>({ max: maxKnownTexts });

/** @returns the media type of a GraphQL response to a client with this Accept header; undefined if it accepts neither. */
export function mediaTypeFor(accept: string | undefined): string | undefined {
  if (!accept) return jsonType;
  let type = known.get(accept);
  if (type === undefined) {
    type = new Negotiator({ headers: { accept } }).mediaType([jsonType, graphqlType]);
    if (type !== undefined && accept.length <= maxTextLength) known.set(accept, type);
  }
  return type;
}
