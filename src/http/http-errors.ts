import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import {
  badRequest,
  headersTooLarge,
  methodNotAllowed,
  payloadTooLarge,
  requestTimeout,
  unsupportedMediaType,
} from '../graphql/protocol-errors.ts';
import { type ClientError, internalServerError } from '../kernel/errors.ts';
import { jsonType } from './media-type.ts';

export const graphqlPath = '/graphql';

const safeHeaders = { 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' };

export function addSafeHeaders(reply: FastifyReply): FastifyReply {
  return reply.headers(safeHeaders).header('x-request-id', reply.request.id);
}

export function asHttpError(error: FastifyError, requestId: string): { status: number; answer: ClientError } {
  const status = error.statusCode ?? 500;
  if (status === 413) return { status, answer: payloadTooLarge() };
  if (status === 415) return { status, answer: unsupportedMediaType() };
  if (status >= 400 && status < 500) return { status: 400, answer: badRequest() };
  return { status: 500, answer: internalServerError({ requestId }) };
}

const statuses: Readonly<Record<string, number>> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  RATE_LIMITED: 429,
  OVERLOADED: 503,
  TEMPORARILY_UNAVAILABLE: 503,
};

export function statusOf({ code }: ClientError): number {
  return statuses[code] ?? 400;
}

export function send(reply: FastifyReply, status: number, error: ClientError): FastifyReply {
  // If Fastify rejects a malformed URL, no hook has added the summary yet.
  const summary: FastifyRequest['summary'] | undefined = reply.request.summary;
  if (summary) summary.codes = [error.code];
  return reply.code(status).type(jsonType).send(asBody(error));
}

export function refuseMethod(reply: FastifyReply): FastifyReply {
  return send(reply.header('allow', 'POST, OPTIONS'), 405, methodNotAllowed());
}

function asBody({ message, extensions }: ClientError): string {
  return JSON.stringify({ errors: [{ message, extensions }] });
}

/** Responds to HTTP that is too malformed or incomplete to become a request, in the same format as all other errors. */
export function refuseUnreadable({ code }: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable) return;
  const { status, answer } = asUnreadable(code);
  const body = asBody(answer);
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'connection: close',
    `content-type: ${jsonType}`,
    ...Object.entries(safeHeaders).map((header) => header.join(': ')),
  ];
  socket.end([...head, `content-length: ${Buffer.byteLength(body)}`, '', body].join('\r\n'));
}

function asUnreadable(code: string | undefined): { status: number; answer: ClientError } {
  if (code === 'HPE_HEADER_OVERFLOW') return { status: 431, answer: headersTooLarge() };
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return { status: 408, answer: requestTimeout() };
  return { status: 400, answer: badRequest() };
}
