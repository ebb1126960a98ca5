import { GraphQLError, GraphQLScalarType, Kind, valueFromASTUntyped } from 'graphql';

/** Longer than any response without attestation. */
const maxLength = 8_192;

/**
 * The JSON forms of WebAuthn Level 3, 5.1. Resolvers get an input as JSON text, so that a proof is a string whatever its
 * method, and return an object.
 */
export const WebAuthnJson = new GraphQLScalarType<string, unknown>({
  name: 'WebAuthnJson',
  description:
    'A JSON object of WebAuthn Level 3, such as PublicKeyCredentialRequestOptionsJSON. An input has at most 8 KB.',
  serialize: (value) => value,
  parseValue: textOf,
  parseLiteral(node, variables) {
    if (node.kind !== Kind.OBJECT) throw notAnObject();
    return textOf(valueFromASTUntyped(node, variables));
  },
});

function textOf(value: unknown): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw notAnObject();
  const text = JSON.stringify(value);
  if (text.length > maxLength) throw new GraphQLError('Must be at most 8 KB of JSON.');
  return text;
}

const notAnObject = () => new GraphQLError('Must be a JSON object.');
