import 'reflect-metadata';
import { buildSubgraphSchema, type GraphQLSchemaModule } from '@apollo/subgraph';
import { printSchemaWithDirectives } from '@graphql-tools/utils';
import {
  defaultFieldResolver,
  type GraphQLFieldResolver,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  type GraphQLUnionType,
  parse,
} from 'graphql';
import { buildSchemaSync, createResolversMap, type NonEmptyArray } from 'type-graphql';
import { requireUser } from '../accounts/accounts.service.ts';
import type { Context } from '../feature/context.ts';
import type { Feature, ResolverClass } from '../feature/feature.ts';
import { checkRepresentations, requireGateway } from './gateway.ts';

const federation = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])';

type Guard = (ctx: Context, args: Record<string, unknown>, info: GraphQLResolveInfo) => unknown;

/** The fields that `@apollo/subgraph` adds for gateways. */
const gatewayGuards: Readonly<Record<string, Guard>> = {
  _service: requireGateway,
  _entities(ctx, { representations }, { schema }) {
    requireGateway(ctx);
    checkRepresentations(ctx, representations, schema.getType('_Entity') as GraphQLUnionType);
  },
};

/** A schema that Apollo Server runs and gateways compose, and its text as `schema.graphql` holds it. */
export interface ServiceSchema {
  executable: GraphQLSchema;
  text: string;
  /** The mutations that anybody may call: each of them tries a credential, or spends a hash. */
  attempts: ReadonlySet<string>;
}

/** Builds the subgraph out of what the features declare. */
export function buildServiceSchema(features: readonly Feature[]): ServiceSchema {
  const resolverClasses = features.flatMap(({ resolvers }) => resolvers ?? []);
  const own = buildSchemaSync({
    resolvers: resolverClasses as NonEmptyArray<ResolverClass>,
    validate: false,
    emitSchemaFile: false,
  });
  const text = `${federation}\n\n${printSchemaWithDirectives(own)}\n`;
  const open = openFields(own);
  const executable = buildSubgraphSchema([{ typeDefs: parse(text), resolvers: resolversOf(own, features) }]);
  guardRootFields(executable, open);
  const mutations = executable.getMutationType()?.getFields() ?? {};
  return { executable, text, attempts: new Set([...open].filter((name) => name in mutations)) };
}

type Resolvers = NonNullable<GraphQLSchemaModule['resolvers']>;

function resolversOf(own: GraphQLSchema, features: readonly Feature[]): Resolvers {
  const resolvers = createResolversMap(own) as Record<string, object>;
  for (const { references = {} } of features) {
    for (const [type, resolve] of Object.entries(references)) {
      resolvers[type] = { ...resolvers[type], __resolveReference: resolve };
    }
  }
  return resolvers as Resolvers;
}

function rootFields(schema: GraphQLSchema) {
  const types = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  return types.flatMap((type) => Object.values(type?.getFields() ?? {}));
}

function openFields(schema: GraphQLSchema): Set<string> {
  return new Set(
    rootFields(schema).flatMap(({ name, extensions }) => (extensions.open === true ? [name] : [])),
  );
}

/** Nobody gets in by default: what is not marked `@Open()` asks for a signed-in user before it runs. */
function guardRootFields(schema: GraphQLSchema, open: ReadonlySet<string>): void {
  for (const field of rootFields(schema)) {
    if (open.has(field.name)) continue;
    field.resolve = guarded(gatewayGuards[field.name] ?? requireUser, field.resolve ?? defaultFieldResolver);
  }
}

function guarded(
  guard: Guard,
  resolve: GraphQLFieldResolver<unknown, Context>,
): GraphQLFieldResolver<unknown, Context> {
  return async (root, args, ctx, info) => {
    await guard(ctx, args, info);
    return resolve(root, args, ctx, info);
  };
}
