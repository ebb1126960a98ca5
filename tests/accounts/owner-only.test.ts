import { getNamedType, isLeafType, isObjectType } from 'graphql';
import { buildSchemaSync } from 'type-graphql';
import { features } from '../../src/features.ts';
import { Authenticator } from '../support/authenticator.ts';
import { codes } from '../support/client.ts';
import { requestChange } from '../support/identifiers.ts';
import { addPasskey } from '../support/passkeys.ts';
import { World } from '../support/world.ts';

const world = await World.start();
afterAll(() => world.stop());

/** Fields of User that only the owner may read, each with a selection. */
function ownerOnlyFields(): Map<string, string> {
  const resolvers = features.flatMap((feature) => feature.resolvers ?? []);
  const user = buildSchemaSync({
    resolvers: resolvers as never,
    validate: false,
    emitSchemaFile: false,
  }).getType('User');
  const fields = isObjectType(user) ? Object.values(user.getFields()) : [];
  return new Map(
    fields
      .filter(({ extensions }) => extensions.ownerOnly === true)
      .map(({ name, type }) => [name, isLeafType(getNamedType(type)) ? name : `${name} { __typename }`]),
  );
}

const fields = ownerOnlyFields();

test('every field of the owner has a value for the owner, and is null through _entities for everyone else', async () => {
  expect([...fields.keys()]).toEqual(expect.arrayContaining(['email', 'sessions', 'pendingEmail']));
  // A change of the email that is not confirmed yet, and a passkey, give every field a value.
  const { owner, accessToken } = await requestChange(world);
  expect(codes(await addPasskey(world, accessToken, new Authenticator()))).toEqual([]);
  const other = await world.openSession();
  const query = `query ($all: [_Any!]!) { _entities(representations: $all) { ... on User { ${[...fields.values()].join(' ')} } } }`;
  const all = [{ __typename: 'User', id: owner.id }];
  const read = async (token?: string) => {
    const { data } = await world.ask(query, { all }, token === undefined ? {} : { token });
    return Object.entries(data._entities[0])
      .filter(([, value]) => value !== null)
      .map(([name]) => name);
  };
  expect((await read(accessToken)).toSorted()).toEqual([...fields.keys()].toSorted());
  expect(await read(other.accessToken)).toEqual([]);
  expect(await read()).toEqual([]);
});
