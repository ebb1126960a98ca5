import { GraphQLDateTime } from 'graphql-scalars';

/** Without this name, type-graphql would call the scalar `DateTimeISO`, a name that other subgraphs do not use. */
export const DateTime = GraphQLDateTime;
