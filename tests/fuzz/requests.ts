import { readFileSync } from 'node:fs';
import {
  buildASTSchema,
  type GraphQLOutputType,
  getNamedType,
  getNullableType,
  isInputObjectType,
  isLeafType,
  isObjectType,
  parse,
} from 'graphql';
import { mutate, type Random } from './random.ts';

/** Stands in for secrets, and must never appear in a response. No username or email may look like it. */
export const sentinel = 'swordfish 7f3a91c2';

/** An HTTP request, or bytes that may not even be one. */
export type Attack = { method: string; path: string; headers: Headers; body: Buffer } | { bytes: Buffer };

type Headers = Record<string, string | string[]>;

/** Valid tokens for the fuzzer to damage. */
export interface Credentials {
  accessToken: string;
  refreshToken: string;
}

const nastyTexts = [
  '', ' ', 'null', '0', '-1', '1e999', '__proto__', 'constructor', sentinel, `${sentinel}@example.com`, 'alice',
  "' or 1=1 --", '"; drop table users; --', '\u0000', '\u0007', '\ud800', '\udfff\ud800', '\uffff', '\u202e', '١', 'ﬁ',
  'İ', 'ß'.repeat(40), '\u0315\u0300'.repeat(900), 'a'.repeat(5_000), '😀'.repeat(80), '<script>', '{{7*7}}', '%00', '\r\n', '$\u007bjndi:ldap}',
  'a@xn--a.b', 'a@xn--ü.b', 'a@XN--BCHER-KVA.b', 'a@ｂ.c', 'a@b。c', `a@${'ü'.repeat(63)}.b`, 'a@1.2.3.256', 'a@\u200d.b',
]; // biome-ignore format: a list of words

function anyText(random: Random): string {
  const text = random.pick(nastyTexts);
  return random.chance(0.2) ? text + random.bytes(20).toString('latin1') : text;
}

function anyValue(random: Random, depth = 0): unknown {
  const leaf = [
    () => anyText(random),
    () => random.pick([0, -1, 1.5, 2 ** 31, 2 ** 53, 1e308, -0, 17]),
    () => random.pick([true, false, null]),
  ];
  const nested = [
    () => random.times(4, () => anyValue(random, depth + 1)),
    () => Object.fromEntries(random.times(4, () => [anyText(random), anyValue(random, depth + 1)])),
    () => JSON.parse('{"__proto__":{"isActive":true},"toString":1}'),
    () => ({ $ne: null }),
  ];
  return random.pick(depth < 4 ? [...leaf, ...nested] : leaf)();
}

const schema = buildASTSchema(parse(readFileSync('schema.graphql', 'utf8')), { assumeValidSDL: true });

/** Every mutation that takes an `input`, with the input's type and fields, and everything that can be selected. */
const operations = Object.fromEntries(
  Object.values(schema.getMutationType()?.getFields() ?? {}).flatMap(({ name, args, type }) => {
    const input = args.find((each) => each.name === 'input')?.type;
    const fields = input && getNullableType(input);
    if (!isInputObjectType(fields)) return [];
    return [
      [name, [String(input), Object.keys(fields.getFields()), selectionOf(getNamedType(type))]] as const,
    ];
  }),
);

/** The leaf fields of a type, and those one level below. */
function selectionOf(type: GraphQLOutputType, depth = 0): string {
  if (!isObjectType(type)) return '';
  const fields = Object.values(type.getFields()).map((field) => {
    const inner = selectionOf(getNamedType(field.type), depth + 1);
    return isLeafType(getNamedType(field.type)) || depth < 1 ? `${field.name} ${inner}` : '';
  });
  return `{ ${fields.join(' ')} }`;
}

/** An operation from the schema, with valid, invalid or hostile values. */
function ownOperation(random: Random, credentials: Credentials): object {
  const [name, [type, fields, selection]] = random.pick(Object.entries(operations));
  const good: Record<string, string> = {
    username: `user-${random.below(1e6)}`,
    email: `user-${random.below(1e6)}@example.com`,
    password: sentinel,
    scope: random.pick(['CURRENT', 'OTHERS', 'ALL', 'NONE']),
    refreshToken: damagedToken(random, credentials.refreshToken),
  };
  const value = (field: string) => (random.chance(0.5) ? good[field] : anyValue(random));
  const input = Object.fromEntries(
    fields.filter(() => random.chance(0.9)).map((field) => [field, value(field)]),
  );
  if (random.chance(0.1)) input[anyText(random)] = anyValue(random);
  const query = `mutation ($input: ${type}) { ${name}(input: $input) ${selection} }`;
  return { query, variables: { input: random.chance(0.9) ? input : anyValue(random) } };
}

const names = [
  'me',
  'login',
  'signup',
  'id',
  'email',
  'user',
  '__typename',
  '__schema',
  '_service',
  '_entities',
  'sdl',
  'nobody',
];
const types = ['User', 'Query', 'Mutation', 'AuthToken', '_Any', 'Nothing'];

/** Generates a selection set down to a maximum depth. */
function selectionSet(random: Random, depth: number): string {
  const nested = () => (depth > 0 && random.chance(0.6) ? selectionSet(random, depth - 1) : '');
  const directive = () =>
    `@${random.pick(['skip', 'include', 'key', 'defer'])}(if: ${random.pick(['true', '$v', '1'])})`;
  const selection = () =>
    random.pick([
      () =>
        `${random.chance(0.3) ? `a${random.below(20)}: ` : ''}${random.pick(names)}${someArguments(random)} ${nested()}`,
      () => `... on ${random.pick(types)} ${nested() || '{ id }'}`,
      () => `...F${random.below(4)}`,
      () => `${random.pick(names)} ${directive()} ${nested()}`,
    ])();
  return `{ ${[selection(), ...random.times(4, selection)].join(' ')} }`;
}

function someArguments(random: Random): string {
  if (random.chance(0.6)) return '';
  const literal = () =>
    random.pick([
      '$v',
      'null',
      '{}',
      '[]',
      '1e400',
      'ALL',
      '"""a"""',
      JSON.stringify(anyText(random)),
      '{username: "a", password: 1}',
    ]);
  return `(${random.pick(['input', 'representations', 'name'])}: ${literal()})`;
}

function anyDocument(random: Random): string {
  const operation = `${random.pick(['query', 'mutation', 'subscription', '', 'query A', 'query ($v: Boolean)'])} ${selectionSet(random, 5)}`;
  const fragments = random.times(
    4,
    () => `fragment F${random.below(4)} on ${random.pick(types)} ${selectionSet(random, 3)}`,
  );
  return [operation, ...fragments].join('\n');
}

/** A body before it is damaged. */
function anyBody(random: Random, credentials: Credentials): Buffer {
  const json = random.pick<() => unknown>([
    () => ownOperation(random, credentials),
    () => ({ query: anyDocument(random), variables: anyValue(random) }),
    () => ({ query: '{ me { id username email } }' }),
    () => ({
      query: anyValue(random),
      variables: anyValue(random),
      operationName: anyValue(random),
      extensions: anyValue(random),
    }),
    () => random.times(3, () => ownOperation(random, credentials)),
    () => anyValue(random),
  ])();
  return Buffer.from(JSON.stringify(json) ?? '');
}

function damagedToken(random: Random, token: string): string {
  if (random.chance(0.1)) return token;
  return mutate(random, Buffer.from(token)).toString('latin1');
}

/** Invalid in any header: unbalanced quotes, stray separators, empty, very long, beyond ASCII. */
const oddValues = [
  '', ' ', '"', '""', '"x', 'x"', '\\', '"\\"', ';', ',', '=', ';;;', ',,,', ';"', 'a="', 'a="b";"', ';charset="', '\t',
  '\x80\xff', 'caf\xe9', '\xc3\x28', 'undefined', 'null', 'NaN', '[object Object]', '-1', '1e9', '__proto__', '%', '%00', '%zz',
  'a'.repeat(6_000), '"'.repeat(3_000), ';a=b'.repeat(1_200), ', '.repeat(2_500), '(('.repeat(2_000), sentinel,
]; // biome-ignore format: a list of words

const headerNames = [
  'accept', 'accept-encoding', 'accept-language', 'access-control-request-headers', 'access-control-request-method',
  'apollo-require-preflight', 'apollographql-client-name', 'authorization', 'baggage', 'cache-control', 'content-encoding',
  'content-language', 'content-type', 'cookie', 'date', 'dnt', 'expect', 'forwarded', 'from', 'host', 'if-match',
  'if-modified-since', 'if-none-match', 'origin', 'pragma', 'prefer', 'range', 'referer', 'sec-fetch-site', 'te', 'traceparent',
  'tracestate', 'user-agent', 'via', 'x-apollo-operation-name', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto',
  'x-gateway-secret', 'x-http-method-override', 'x-real-ip', 'x-request-id',
]; // biome-ignore format: a list of words

/** One value or two. Node.js sends the header once per value, except for Host. */
function oddHeader(random: Random, name: string, usual: string | undefined): string | string[] {
  const one = () => {
    const odd = random.chance(0.8)
      ? random.pick(oddValues)
      : mutate(random, Buffer.from(anyText(random))).toString('latin1');
    return asHeader(
      usual !== undefined && random.chance(0.5)
        ? `${usual}${random.pick(['; ', ';', ', ', ' ', ''])}${odd}`
        : odd,
    );
  };
  return name !== 'host' && random.chance(0.2) ? [one(), one()] : one();
}

const contentTypes = [
  'application/json; charset=utf-8',
  'application/json; charset=utf-16',
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=a',
  'application/graphql',
  'application/json;;',
  'application/json; charset="x',
  'application/json; charset="utf-8',
  'application/json; charset=',
  '*/*',
  'a',
];
const accepts = [
  '*/*',
  'application/json',
  'application/graphql-response+json',
  'text/html',
  'application/json;q=0',
  'multipart/mixed',
  'a/b;q=z',
  '',
];

/** The part of a text that Node's client allows in a header. */
function asHeader(text: string): string {
  return text
    .replace(/[^\t -~\x80-\xff]/g, '?')
    .trim()
    .slice(0, 6_000);
}

function anyHeaders(random: Random, { accessToken }: Credentials): Headers {
  const headers: Headers = {
    'content-type': random.chance(0.85) ? 'application/json' : random.pick(contentTypes),
  };
  const odd: Record<string, () => string> = {
    accept: () => random.pick(accepts),
    authorization: () =>
      `${random.pick(['Bearer', 'bearer', 'Basic', ''])} ${damagedToken(random, accessToken)}`,
    'content-encoding': () => random.pick(['gzip', 'identity', 'br', 'x']),
    'x-forwarded-for': () => random.pick(['203.0.113.9', '::1', 'unknown', ',,,', anyText(random)]),
    'x-gateway-secret': () => anyText(random),
    origin: () => random.pick(['null', 'https://evil.example', 'http://localhost:3000', anyText(random)]),
    host: () => random.pick(['localhost', '[', 'a b', 'evil.example:99999', '']),
    expect: () => random.pick(['100-continue', 'a']),
    cookie: () => anyText(random),
    'user-agent': () => anyText(random),
    'apollo-require-preflight': () => '1',
    'apollo-federation-include-trace': () => 'ftv1',
    'x-request-id': () => anyText(random),
    upgrade: () => random.pick(['websocket', 'h2c']),
    'accept-encoding': () => anyText(random),
  };
  for (const [name, make] of Object.entries(odd)) {
    if (random.chance(0.12)) headers[name] = asHeader(make());
  }
  for (const name of random.times(2, () => random.pick(headerNames))) {
    const usual = headers[name];
    headers[name] = oddHeader(random, name, Array.isArray(usual) ? usual[0] : usual);
  }
  return headers;
}

const methods = ['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD', 'PROPFIND', 'QUERY'];
const paths = [
  '/',
  '/graphql/',
  '/graphql?query={me{id}}',
  '/%',
  '/%00',
  '//',
  '/healthz',
  '/readyz',
  '/..%2f',
  '/graphql%2f..',
  `/${'a'.repeat(3_000)}`,
];

export function anyAttack(random: Random, credentials: Credentials): Attack {
  const intact = anyBody(random, credentials);
  const body = random.pick([
    intact,
    intact,
    mutate(random, intact),
    random.chance(0.2) ? random.bytes(300) : intact,
  ]);
  const headers = anyHeaders(random, credentials);
  const method = random.chance(0.9) ? 'POST' : random.pick(methods);
  const path = random.chance(0.9) ? '/graphql' : random.pick(paths);
  if (random.chance(0.99)) return { method, path, headers, body };
  const lines = Object.entries({
    host: 'localhost',
    connection: 'close',
    ...headers,
    'content-length': body.length,
  });
  const text = lines
    .flatMap(([name, values]) => [values].flat().map((value) => `${name}: ${value}\r\n`))
    .join('');
  const head = `${method} ${path} HTTP/${random.pick(['1.1', '1.1', '1.0'])}\r\n${text}\r\n`;
  return { bytes: mutate(random, Buffer.concat([Buffer.from(head, 'latin1'), body])) };
}
