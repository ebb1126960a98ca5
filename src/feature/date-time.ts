import { GraphQLDateTime } from 'graphql-scalars';

/** Without this name, type-graphql would call the scalar `DateTimeISO`, which other subgraphs do not have. */
export const DateTime = GraphQLDateTime;
