import 'reflect-metadata';
import { buildSubgraphSchema, type GraphQLSchemaModule } from '@apollo/subgraph';
import { printSchemaWithDirectives } from '@graphql-tools/utils';
import {
  defaultFieldResolver,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLSchema,
  type GraphQLUnionType,
  isObjectType,
  parse,
  printSchema,
} from 'graphql';
import { buildSchemaSync, createResolversMap, getMetadataStorage, type NonEmptyArray } from 'type-graphql';
import { type FieldExtensions, type Guard, guardsOf } from '../feature/access.ts';
import type { Account } from '../feature/account.ts';
import type { AttemptKind } from '../feature/attempts.ts';
import type { Context } from '../feature/context.ts';
import type { Feature, ResolverClass } from '../feature/feature.ts';
import { isOwn, requireUser } from '../sessions/require-user.ts';
import { checkRepresentations, requireGateway } from './gateway.ts';

const federation = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])';

const gatewayGuards: Readonly<Record<string, Guard>> = {
  _service: requireGateway,
  _entities(ctx, { representations }, { schema }) {
    requireGateway(ctx);
    checkRepresentations(ctx, representations, schema.getType('_Entity') as GraphQLUnionType);
  },
};

export interface ServiceSchema {
  executable: GraphQLSchema;
  /** The subgraph schema, for gateways. */
  text: string;
  /** For client tools: graphql-js rejects `text` because it does not define the federation directives. */
  clientText: string;
  /** An operation may contain at most one of these mutations: any with `@Attempts`, and any open one. */
  attempts: ReadonlyMap<string, AttemptKind | undefined>;
  /** The ones that clients send without an access token, and never refresh for. */
  openAttempts: readonly string[];
}

/** @throws Error if two features define the same root field, or a field makes an undeclared attempt. */
export function buildServiceSchema(features: readonly Feature[]): ServiceSchema {
  refuseCollidingFields(features);
  const resolverClasses = features.flatMap(({ resolvers }) => resolvers ?? []);
  const own = buildSchemaSync({
    resolvers: resolverClasses as unknown as NonEmptyArray<ResolverClass>,
    validate: false,
    emitSchemaFile: false,
  });
  const text = `${federation}\n\n${printSchemaWithDirectives(own)}\n`;
  const executable = buildSubgraphSchema([{ typeDefs: parse(text), resolvers: resolversOf(own, features) }]);
  refuseMisplacedMarks(own);
  guardRootFields(executable, own);
  hideFromOthers(executable, own);
  const attempts = attemptsIn(own, features);
  const openAttempts = [...attempts.keys()].filter((name) => {
    const { open, forCallers } = own.getMutationType()?.getFields()[name]?.extensions ?? {};
    return open === true && forCallers !== true;
  });
  return { executable, text, clientText: `${printSchema(own)}\n`, attempts, openAttempts };
}

/** type-graphql would silently let the last declaration win. */
function refuseCollidingFields(features: readonly Feature[]): void {
  const { queries, mutations } = getMetadataStorage();
  const owners = new Map<string, string>();
  for (const { name, resolvers = [] } of features) {
    for (const { target, schemaName } of [...queries, ...mutations]) {
      if (!resolvers.includes(target)) continue;
      const owner = owners.get(schemaName);
      if (owner !== undefined) {
        throw new Error(`The root field "${schemaName}" is declared by "${owner}" and by "${name}".`);
      }
      owners.set(schemaName, name);
    }
  }
}

/** A field whose mark was silently ignored could stay open. */
function refuseMisplacedMarks(own: GraphQLSchema): void {
  const roots = [own.getQueryType(), own.getMutationType(), own.getSubscriptionType()];
  for (const type of Object.values(own.getTypeMap()).filter(isObjectType)) {
    for (const { name, extensions } of Object.values(type.getFields())) {
      const refuse = (mark: string, place: string) => {
        throw new Error(`${type.name}.${name}: ${mark} works on ${place} only.`);
      };
      if (!roots.includes(type) && ('open' in extensions || guardsOf(extensions).length > 0)) {
        refuse('@Open and @Guarded', 'root fields');
      }
      if (type !== own.getMutationType() && 'attempt' in extensions) refuse('@Attempts', 'mutations');
      if (type.name !== 'User' && 'ownerOnly' in extensions) refuse('@OwnerOnly', 'fields of User');
    }
  }
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

type Field = GraphQLField<unknown, Context>;

function rootFields(schema: GraphQLSchema): Field[] {
  const types = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  return types.flatMap((type) => Object.values(type?.getFields() ?? {}));
}

function attemptsIn(
  own: GraphQLSchema,
  features: readonly Feature[],
): ReadonlyMap<string, AttemptKind | undefined> {
  const declared = new Set(features.flatMap(({ attempts = [] }) => attempts));
  const mutations = Object.values(own.getMutationType()?.getFields() ?? {});
  const found = mutations.filter(({ extensions }) => extensions.open === true || 'attempt' in extensions);
  return new Map(
    found.map(({ name, extensions }) => {
      const kind = extensions.attempt as AttemptKind | undefined;
      if (kind && !declared.has(kind)) {
        throw new Error(`"${name}" makes an attempt "${kind.name}", which no feature declares.`);
      }
      return [name, kind];
    }),
  );
}

/** Secure by default: root fields without `@Open()` require a signed-in user. */
function guardRootFields(schema: GraphQLSchema, own: GraphQLSchema): void {
  const marks = new Map(rootFields(own).map(({ name, extensions }) => [name, extensions]));
  for (const field of rootFields(schema)) {
    const extensions: FieldExtensions = marks.get(field.name) ?? {};
    const first = extensions.open === true ? [] : [gatewayGuards[field.name] ?? requireUser];
    const guards = [...first, ...guardsOf(extensions)];
    if (guards.length > 0) field.resolve = guarded(guards, field.resolve ?? defaultFieldResolver);
  }
}

function guarded(
  guards: readonly Guard[],
  resolve: GraphQLFieldResolver<unknown, Context>,
): GraphQLFieldResolver<unknown, Context> {
  return async (root, args, ctx, info) => {
    for (const guard of guards) await guard(ctx, args, info);
    return resolve(root, args, ctx, info);
  };
}

/** Enforces `@OwnerOnly()`, including on references and in lists of accounts. */
function hideFromOthers(schema: GraphQLSchema, own: GraphQLSchema): void {
  for (const type of Object.values(own.getTypeMap())) {
    const shown = schema.getType(type.name);
    if (!isObjectType(type) || !isObjectType(shown)) continue;
    for (const { name, extensions } of Object.values(type.getFields())) {
      const field: Field | undefined = shown.getFields()[name];
      if (extensions.ownerOnly === true && field) field.resolve = ownerOnly(field.resolve);
    }
  }
}

function ownerOnly(
  resolve: GraphQLFieldResolver<unknown, Context> = defaultFieldResolver,
): GraphQLFieldResolver<unknown, Context> {
  return (account, args, ctx, info) => {
    const found = isOwn(ctx, (account as Account).id);
    if (found === true) return resolve(account, args, ctx, info);
    if (found === false) return null;
    return found.then((isTheirs) => (isTheirs ? resolve(account, args, ctx, info) : null));
  };
}
