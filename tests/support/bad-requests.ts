import { gzipSync } from 'node:zlib';

/** Stands in for any password or token a client could send. Must never appear in a response. */
export const secret = 'swordfish7f3a91c2';

/** Options for fetch, plus a query string. */
type Request = RequestInit & { search?: string };

const asJson = { 'content-type': 'application/json' };
const post = (body: unknown, headers: Record<string, string> = asJson): Request => ({
  method: 'POST',
  headers,
  body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
});

const operations = {
  signup: { type: 'SignupInput!', fields: ['username', 'email', 'password'], selection: '{ id }' },
  login: { type: 'LoginInput!', fields: ['username', 'password'], selection: '{ tokenType }' },
  refresh: { type: 'RefreshInput!', fields: ['refreshToken'], selection: '{ tokenType }' },
  logout: { type: 'LogoutInput', fields: ['refreshToken'], selection: '{ message }' },
} as const;

const wrongTypes = { 'a number': 17, 'a flag': true, 'a list': [secret], 'an object': { secret } };
const marks = '\u0344'.repeat(3000);
const hostileTexts = {
  'an overlong text': secret.repeat(800),
  'combining marks': `${secret}${marks}`,
  'a control character': `${secret}\u0007`,
  'a NUL': `${secret}\u0000`,
  'half a surrogate pair': `${secret}\ud800`,
};

/** Requests with exactly one mistake, by the name of the mistake. */
export const requests: Record<string, Request> = {};

for (const [name, { type, fields, selection }] of Object.entries(operations)) {
  const query = `mutation Run($input: ${type}) { ${name}(input: $input) ${selection} }`;
  const good: Record<string, unknown> = Object.fromEntries(
    fields.map((field) => [field, `${secret}@a.example`]),
  );
  const withInput = (input: unknown) => post({ query, variables: { input } });
  const withLiteral = (literal: string) =>
    post({ query: `mutation { ${name}(input: ${literal}) ${selection} }` });
  const add = (what: string, request: Request) => {
    requests[`${name}: ${what}`] = request;
  };
  const forgives = name === 'logout';
  for (const [what, value] of Object.entries({ ...wrongTypes, 'a text': secret })) {
    add(`${what} for an input`, withInput(value));
    add(
      `${what} for the variables`,
      post({ query, variables: value === wrongTypes['an object'] ? [value] : value }),
    );
  }
  add('another field', withInput({ ...good, passwrod: secret }));
  add('a secret for a field', withInput({ ...good, [secret]: secret }));
  add('a prototype', post(`{"query":${JSON.stringify(query)},"variables":{"__proto__":{"a":"${secret}"}}}`));
  add('a prototype inside', withInput(JSON.parse(`{"__proto__":{"a":"${secret}"}}`)));
  add('another operation name', post({ query, variables: { input: good }, operationName: secret }));
  add('ninety kilobytes of combining marks', withInput({ ...good, [fields[0]]: marks.repeat(15) + secret }));
  add('a text for an input, in the document', withLiteral(`"${secret}"`));
  add('a misspelt field, in the document', withLiteral(`{ passwrod: "${secret}" }`));
  add('a bare word, in the document', withLiteral(`{ ${fields[0]}: ${secret} }`));
  add('a list, in the document', withLiteral(`{ ${fields[0]}: ["${secret}", 1] }`));
  add('an object, in the document', withLiteral(`{ ${fields[0]}: { a: """${secret}""" } }`));
  add('an unterminated text', withLiteral(`{ ${fields[0]}: "${secret} }`));
  add('an unterminated block text', withLiteral(`{ ${fields[0]}: """${secret} }`));
  add('a bad escape', withLiteral(`{ ${fields[0]}: "\\q${secret}" }`));
  add('a wrong default', post({ query: query.replace(')', ` = "${secret}")`), variables: {} }));
  add(
    'an unknown directive',
    post({ query: query.replace(' {', ` @run(by: "${secret}") {`), variables: {} }),
  );
  for (const field of fields) {
    for (const [what, value] of Object.entries(wrongTypes))
      add(`${what} as ${field}`, withInput({ ...good, [field]: value }));
    if (forgives) continue;
    for (const [what, value] of Object.entries({ ...hostileTexts, null: null, nothing: undefined })) {
      add(`${what} as ${field}`, withInput({ ...good, [field]: value }));
    }
  }
  if (!forgives)
    for (const input of [null, undefined, {}]) add(`${JSON.stringify(input)} for an input`, withInput(input));
}

const me = '{ me { id } }';
const documents = {
  'me: an argument': `{ me(id: "${secret}") { id } }`,
  'me: no selection': `{ me }`,
  'me: a selection too deep': '{ me { id { id } } }',
  'me: a wrong directive': `{ me @include(if: "${secret}") { id } }`,
  'me: a subscription': `subscription { me(a: "${secret}") { id } }`,
  'logout: an unknown scope': `mutation { logout(input: { scope: ${secret} }) { message } }`,
  'logout: a text for a scope': `mutation { logout(input: { scope: "${secret}" }) { message } }`,
  'an empty document': '',
  'a document of spaces': '   ',
  'a comment': `# ${secret}`,
  'a fragment alone': 'fragment a on User { id }',
  'fragments in a circle': '{ me { ...a } } fragment a on User { ...b } fragment b on User { ...a }',
  'two operations and no name': `query a ${me} query b ${me}`,
  'a deep document': `${'{ me '.repeat(1500)}`,
  'a control character': `{ me { id } }\u0000${secret}`,
};
for (const [what, query] of Object.entries(documents)) requests[what] = post({ query });

const good = JSON.stringify({ query: me, note: secret });
const bodies: Record<string, unknown> = {
  nothing: '',
  'broken JSON': `{"query":"${secret}`,
  'a secret': secret,
  null: 'null',
  'a list': `["${secret}"]`,
  'a batch': [{ query: me }, { query: `{ me(a: "${secret}") { id } }` }],
  'a text': `"${secret}"`,
  'a number': '17',
  'no query': { variables: { password: secret } },
  'a query that is a list': { query: [secret] },
  'a query that is a number': { query: 17 },
  'variables in a text': { query: me, variables: JSON.stringify({ secret }) },
  'an operation name that is a list': { query: me, operationName: [secret] },
  'extensions that are a text': { query: me, extensions: secret },
  'a persisted query': { extensions: { persistedQuery: { version: 1, sha256Hash: secret } } },
  'a prototype': `{"__proto__":{"query":"${secret}"},"query":"${me}"}`,
  'three hundred kilobytes': { query: me, note: secret.repeat(18_000) },
};
for (const [what, body] of Object.entries(bodies)) requests[`a body with ${what}`] = post(body);

const types = [
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=a',
  'application/xml',
  'application/graphql',
  `application/json; charset=${secret}`,
  secret,
];
for (const type of types) requests[`the type ${type}`] = post(good, { 'content-type': type });
Object.assign(requests, {
  'no type': post(Buffer.from(good), {}),
  'another charset': post(Buffer.from(good, 'utf16le'), {
    'content-type': 'application/json; charset=utf-16',
  }),
  'a compressed body': post(gzipSync(good), { ...asJson, 'content-encoding': 'gzip' }),
  'a token too long': post(good, { ...asJson, authorization: `Bearer ${secret.repeat(500)}` }),
  'an invalid token': post(good, { ...asJson, authorization: `Bearer ${secret}` }),
  'the method GET': {
    method: 'GET',
    search: `?query=${encodeURIComponent(`{ me(a: "${secret}") { id } }`)}`,
  },
});
for (const method of ['PUT', 'DELETE', 'PATCH']) requests[`the method ${method}`] = { ...post(good), method };
