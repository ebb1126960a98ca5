import {
  type GraphQLInputType,
  type GraphQLSchema,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql';
import { Query, Resolver } from 'type-graphql';
import { Open } from '../src/feature/access.ts';
import { features } from '../src/features.ts';
import { buildServiceSchema } from '../src/graphql/schema.ts';
import { codes } from './support/client.ts';
import { World } from './support/world.ts';

/** The operations open to anonymous callers. Every addition needs to be justified in review. */
const open = [
  'signup',
  'startSignup',
  'completeSignup',
  'cancelSignup',
  'login',
  'startLogin',
  'continueLogin',
  'requestPasswordReset',
  'resetPassword',
  'refresh',
  'logout',
];

@Resolver()
class PlantedResolver {
  @Query(() => String)
  plantedClosed(): string {
    return 'a secret';
  }

  @Open()
  @Query(() => String)
  plantedOpen(): string {
    return 'no secret';
  }
}

const withPlanted = [...features, { name: 'planted', resolvers: [PlantedResolver] }];

/** A value of this type, so that the operation passes validation and reaches the field's guards. */
function fitting(type: GraphQLInputType): unknown {
  if (isNonNullType(type)) return fitting(type.ofType);
  if (isListType(type)) return [];
  if (!isInputObjectType(type)) return type.name === 'Int' ? 1 : 'x';
  const required = Object.values(type.getFields()).filter(
    (field) => isNonNullType(field.type) && !field.defaultValue,
  );
  return Object.fromEntries(required.map((field) => [field.name, fitting(field.type)]));
}

function operations(schema: GraphQLSchema) {
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

const { executable } = buildServiceSchema(withPlanted);
const world = await World.start({ features: withPlanted, env: { DEBUG: 'false' } });
afterAll(() => world.stop());

test.each(
  operations(executable),
)('$name rejects anonymous callers unless it is listed as open', async (operation) => {
  const found = codes(await world.ask(operation.query, operation.variables));
  if (['_service', '_entities'].includes(operation.name)) expect(found).toEqual(['FORBIDDEN']);
  else if ([...open, 'plantedOpen'].includes(operation.name)) expect(found).not.toContain('UNAUTHENTICATED');
  else expect(found).toEqual(['UNAUTHENTICATED']);
});

test('accepts signed-in users at closed operations', async () => {
  const { accessToken } = await world.openSession();
  const { data } = await world.ask('{ plantedClosed }', {}, { token: accessToken });
  expect(data).toEqual({ plantedClosed: 'a secret' });
});
