import { randomBytes } from 'node:crypto';
import type { Answer } from './connection.ts';

export const operations = ['me', 'refresh', 'login', 'signup'] as const;
/** Operations that other servers lack. `npm run bench -- mail` measures them. */
export const mailOperations = ['startSignup', 'requestPasswordReset'] as const;
export type Operation = (typeof operations | typeof mailOperations)[number];

export interface Person {
  username: string;
  email: string;
  password: string;
}

/** A user with a session, used for the requests on a connection. */
export interface Ticket {
  person: Person;
  accessToken: string;
  refreshToken: string;
}

/** Writes requests for one kind of server, and reads its responses. */
export interface Dialect {
  /** Operations the server lacks are left out of the comparison. */
  operations: readonly Operation[];
  /** The request, without a `Host` header. */
  request(operation: Operation, ticket: Ticket): Request;
  /** Checks the response and stores its tokens. @throws Error if the response is wrong. */
  accept(operation: Operation, ticket: Ticket, answer: Answer): void;
}

interface Request {
  method: 'GET' | 'POST';
  path: string;
  bearer?: string;
  body?: object;
}

export function makePerson(): Person {
  const username = `user_${randomBytes(8).toString('hex')}`;
  return { username, email: `${username}@example.com`, password: 'a long walk by the river' };
}

/** A ticket without a token signs up its own user; any later signup uses a new user. */
function whoSignsUp({ person, accessToken }: Ticket): Person {
  return accessToken === '' ? person : makePerson();
}

/** @returns the request in bytes. */
export function write({ method, path, bearer, body }: Request): string {
  const text = body === undefined ? '' : JSON.stringify(body);
  const lines = [
    `${method} ${path} HTTP/1.1`,
    'host: localhost',
    ...(bearer === undefined ? [] : [`authorization: Bearer ${bearer}`]),
    ...(body === undefined
      ? []
      : ['content-type: application/json', `content-length: ${Buffer.byteLength(text)}`]),
  ];
  return `${lines.join('\r\n')}\r\n\r\n${text}`;
}

function check(isRight: unknown, operation: Operation, answer: Answer): void {
  if (!isRight) throw new Error(`${operation}: ${answer.status} ${answer.body.slice(0, 300)}`);
}

function keepTokens(operation: Operation, ticket: Ticket, answer: Answer, tokens: Partial<Ticket>): void {
  const { accessToken, refreshToken } = tokens ?? {};
  check(accessToken?.startsWith('ey') && refreshToken?.startsWith('ey'), operation, answer);
  Object.assign(ticket, { accessToken, refreshToken });
}

const tokenFields = '{ accessToken refreshToken tokenType expiresIn refreshExpiresIn }';
const userFields = '{ id username email isActive }';
const documents: Record<Operation, string> = {
  me: `{ me ${userFields} }`,
  refresh: `mutation ($input: RefreshInput!) { refresh(input: $input) ${tokenFields} }`,
  login: `mutation ($input: LoginInput!) { login(input: $input) ${tokenFields} }`,
  signup: `mutation ($input: SignupInput!) { signup(input: $input) ${userFields} }`,
  startSignup: 'mutation ($input: SignupInput!) { startSignup(input: $input) { flow expiresIn } }',
  requestPasswordReset:
    'mutation ($input: RequestPasswordResetInput!) { requestPasswordReset(input: $input) { flow expiresIn } }',
};

function inputOf(operation: Operation, ticket: Ticket): object {
  const { username, email, password } = ticket.person;
  if (operation === 'requestPasswordReset') return { email };
  if (operation === 'refresh') return { refreshToken: ticket.refreshToken };
  return operation === 'login' ? { username, password } : whoSignsUp(ticket);
}

export const graphql: Dialect = {
  operations,
  request(operation, ticket) {
    const query = documents[operation];
    const path = '/graphql';
    if (operation === 'me') return { method: 'POST', path, bearer: ticket.accessToken, body: { query } };
    return { method: 'POST', path, body: { query, variables: { input: inputOf(operation, ticket) } } };
  },
  accept(operation, ticket, answer) {
    const { data, errors } = JSON.parse(answer.body);
    check(answer.status === 200 && !errors, operation, answer);
    if (operation === 'me') check(data.me.username === ticket.person.username, operation, answer);
    else if (operation === 'signup') check(data.signup.isActive, operation, answer);
    else if (operation === 'startSignup' || operation === 'requestPasswordReset')
      check(data[operation].flow, operation, answer);
    else keepTokens(operation, ticket, answer, data[operation]);
  },
};

export const rest: Dialect = {
  operations,
  request(operation, ticket) {
    if (operation === 'me') return { method: 'GET', path: '/me', bearer: ticket.accessToken };
    return { method: 'POST', path: `/${operation}`, body: inputOf(operation, ticket) };
  },
  accept(operation, ticket, answer) {
    check(answer.status === 200, operation, answer);
    const data = JSON.parse(answer.body);
    if (operation === 'me') check(data.username === ticket.person.username, operation, answer);
    else if (operation === 'signup') check(data.isActive, operation, answer);
    else keepTokens(operation, ticket, answer, data);
  },
};

/** better-auth has sessions instead of a pair of tokens, so it has no refresh. */
export const betterAuth: Dialect = {
  operations: ['me', 'login', 'signup'],
  request(operation, ticket) {
    const { person, accessToken } = ticket;
    const at = (path: string) => `/api/auth/${path}`;
    if (operation === 'me') return { method: 'GET', path: at('get-session'), bearer: accessToken };
    if (operation === 'login') {
      const { username, password } = person;
      return { method: 'POST', path: at('sign-in/username'), body: { username, password } };
    }
    const { username, email, password } = whoSignsUp(ticket);
    return { method: 'POST', path: at('sign-up/email'), body: { username, name: username, email, password } };
  },
  accept(operation, ticket, answer) {
    const data = JSON.parse(answer.body);
    const isRight = answer.status === 200 && data?.user?.username === ticket.person.username;
    check(operation === 'signup' ? data?.user?.id : isRight, operation, answer);
    if (operation === 'login') ticket.accessToken = data.token;
  },
};
