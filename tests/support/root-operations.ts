import {
  type GraphQLInputType,
  type GraphQLSchema,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql';

/** A value of this type, so that the operation passes validation and reaches the field's guards. */
function fitting(type: GraphQLInputType): unknown {
  if (isNonNullType(type)) return fitting(type.ofType);
  if (isListType(type)) return [];
  if (!isInputObjectType(type)) return { Int: 1, WebAuthnJson: {} }[type.name] ?? 'x';
  const required = Object.values(type.getFields()).filter(
    (field) => isNonNullType(field.type) && field.defaultValue === undefined,
  );
  return Object.fromEntries(required.map((field) => [field.name, fitting(field.type)]));
}

/** One operation per root field. */
export function operations(schema: GraphQLSchema) {
  return [schema.getQueryType(), schema.getMutationType()].flatMap((type) =>
    Object.values(type?.getFields() ?? {}).map((field) => {
      const parameters = field.args.map(({ name, type: argType }) => `$${name}: ${argType}`).join(', ');
      const values = field.args.map(({ name }) => `${name}: $${name}`).join(', ');
      const call = `${field.name}${values && `(${values})`}`;
      const selection = 'getFields' in field.type || !/^(String|Int|Boolean|ID)!?$/.test(String(field.type));
      const head = `${type === schema.getMutationType() ? 'mutation' : 'query'} ${parameters && `(${parameters})`}`;
      return {
        name: field.name,
        query: `${head} { ${call} ${selection ? '{ __typename }' : ''} }`,
        variables: Object.fromEntries(field.args.map((arg) => [arg.name, fitting(arg.type)])),
      };
    }),
  );
}
