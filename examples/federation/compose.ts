import { readFileSync, writeFileSync } from 'node:fs';
import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';

const here = (file: string) => new URL(file, import.meta.url);
const read = (file: string) => parse(readFileSync(here(file), 'utf8'));

/** Composes the two subgraphs into supergraph.graphql, as `rover supergraph compose` does. */
export function composeSupergraph(authUrl: string, postsUrl: string): void {
  const { supergraphSdl, errors } = composeServices([
    { name: 'auth', url: authUrl, typeDefs: read('../../schema.graphql') },
    { name: 'posts', url: postsUrl, typeDefs: read('posts.graphql') },
  ]);
  if (supergraphSdl === undefined) throw new AggregateError(errors ?? [], 'The subgraphs do not compose.');
  writeFileSync(here('supergraph.graphql'), supergraphSdl);
}
