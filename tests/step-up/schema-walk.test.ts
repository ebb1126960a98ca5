import { type GraphQLEnumType, type GraphQLInputObjectType, type GraphQLSchema, isObjectType } from 'graphql';
import { buildSchemaSync } from 'type-graphql';
import type { AttemptKind } from '../../src/feature/attempts.ts';
import type { MailKind } from '../../src/feature/mail-kinds.ts';
import type { ConfirmationMethod } from '../../src/feature/proofs.ts';
import { features } from '../../src/features.ts';
import { buildServiceSchema } from '../../src/graphql/schema.ts';
import { codes } from '../support/client.ts';
import { operations } from '../support/root-operations.ts';
import { ageSession } from '../support/time.ts';
import { World } from '../support/world.ts';

/** Mutations that need an access token but no recent proof, each with its reason. Justify additions in review. */
const needNoProof: Readonly<Record<string, string>> = {
  requestEmailVerification: 'mails a code to the email of the account, and changes nothing',
  verifyEmail: 'needs the code from that mail, and changes no credential',
  startConfirmation: 'begins the proof',
  confirmIdentity: 'is the proof',
  confirmEmailChange: 'needs the link or the code of a mail that was requested with a recent proof',
  confirmTotp: 'needs a code of the authenticator that startTotp, with a recent proof, has shown',
  finishPasskeyRegistration: 'needs a ceremony that the same session started with a recent proof',
  renamePasskey: 'changes a label that only the owner sees',
  endSession: 'a frightened owner must be fast; it only takes access away',
};

interface Marks {
  open?: boolean;
  attempt?: AttemptKind;
  recent?: { checksPassword: boolean; notice?: MailKind };
}

function marksOf(root: 'Query' | 'Mutation'): [name: string, marks: Marks][] {
  const resolvers = features.flatMap((feature) => feature.resolvers ?? []);
  const schema: GraphQLSchema = buildSchemaSync({
    resolvers: resolvers as never,
    validate: false,
    emitSchemaFile: false,
  });
  const type = schema.getType(root);
  if (!isObjectType(type)) return [];
  return Object.values(type.getFields()).map(({ name, extensions }) => [name, extensions as Marks]);
}

const closed = marksOf('Mutation').filter(([, { open }]) => open !== true);
const recent = [...marksOf('Query'), ...closed].filter(([, marks]) => marks.recent);

test('every mutation that needs an access token also needs a recent proof, or has a reason', () => {
  const without = closed.filter(([, marks]) => !marks.recent).map(([name]) => name);
  expect(without.toSorted()).toEqual(Object.keys(needNoProof).toSorted());
  expect(recent.map(([name]) => name)).toContain('changePassword');
});

test('every mutation with a recent proof is a counted attempt, and names a declared mail to the owner', () => {
  const declared = features.flatMap(({ mails = [] }) => mails);
  for (const [name, { attempt, recent: mark }] of closed.filter(([, marks]) => marks.recent)) {
    expect([name, attempt?.name]).toEqual([name, expect.any(String)]);
    expect([name, declared.some((kind) => kind === mark?.notice)]).toEqual([name, true]);
  }
});

test('every way to confirm the identity has a value in the schema, a field in the input, and a declared proof', () => {
  const schema = buildServiceSchema(features).executable;
  const values = (schema.getType('ProofMethodName') as GraphQLEnumType).getValues().map(({ name }) => name);
  const fields = Object.keys((schema.getType('ConfirmIdentityInput') as GraphQLInputObjectType).getFields());
  const proofs = features.flatMap(({ proofMethods = [] }) => proofMethods.map(({ name }) => name));
  const methods = features.flatMap(({ confirmationMethods = [], secondFactors = [] }) => [
    ...confirmationMethods,
    ...secondFactors,
  ]);
  expect(methods.map(({ field }) => field).toSorted()).toEqual(
    fields.filter((field) => field !== 'challenge').toSorted(),
  );
  for (const { name, proofs: own } of methods) {
    expect(values).toContain(name);
    expect(proofs).toEqual(expect.arrayContaining([...own]));
  }
});

/** Every account has a second factor, so that no password counts as a proof. */
const factor: ConfirmationMethod = {
  name: 'EMAIL_CODE',
  field: 'emailCode',
  proofs: ['pwd'],
  strength: 'multi-factor',
  isAvailable: () => true,
  judge: async () => undefined,
};

describe('with an old proof', () => {
  let world: World;
  let token: string;
  const withFactor = features.map((each) =>
    each.name === 'step-up' ? { ...each, confirmationMethods: [factor] } : each,
  );
  beforeAll(async () => {
    world = await World.start({ features: withFactor });
    token = (await world.openSession()).accessToken;
    await ageSession(world, token);
  });
  afterAll(() => world.stop());

  test.each(
    operations(buildServiceSchema(features).executable).filter(({ name }) =>
      recent.some(([marked]) => marked === name),
    ),
  )('$name is rejected before it does anything', async ({ query, variables }) => {
    const answer = await world.ask(query, variables, { token });
    expect(codes(answer)).toEqual(['REAUTHENTICATION_REQUIRED']);
  });
});
