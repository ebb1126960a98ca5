import type { Socket } from 'node:net';
import cors from '@fastify/cors';
import fastify, {
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
  type RouteHandlerMethod,
} from 'fastify';
import type { App, IncomingRequest } from './context.ts';
import { type ClientError, internalServerError } from './errors.ts';
import { httpSettings } from './http.settings.ts';
import {
  badRequest,
  methodNotAllowed,
  notFound,
  payloadTooLarge,
  unsupportedMediaType,
} from './protocol-errors.ts';

const graphqlPath = '/graphql';
const jsonType = 'application/json; charset=utf-8';

/** A signup needs a few hundred bytes; what is far larger is not a request of ours. */
const bodyLimitBytes = 16 * 1024;

const localOrigin = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;
const sandboxOrigin = /^https:\/\/(studio|sandbox\.embed|explorer\.embed)\.apollographql\.com$/;

/**
 * The edge of the service: routes, limits, CORS, and one form for all errors.
 *
 * Health for whoever runs it: `/health/live` says that the process answers, `/health/ready` that the database does too.
 *
 * @param graphql answers at `/graphql`: the API for POST, and in DEBUG Apollo Sandbox for a browser's GET.
 */
export async function makeHttpServer(app: App, graphql: RouteHandlerMethod): Promise<FastifyInstance> {
  const { TRUST_PROXY, DEBUG, CORS_ORIGINS } = app.config.of(httpSettings);
  const server = fastify({
    loggerInstance: app.log as FastifyBaseLogger,
    genReqId: () => crypto.randomUUID(),
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    trustProxy: TRUST_PROXY,
    bodyLimit: bodyLimitBytes,
    connectionTimeout: 30_000,
    requestTimeout: 30_000,
    http: { headersTimeout: 10_000, connectionsCheckingInterval: 5_000 },
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    frameworkErrors: (_error, _request, reply) => send(reply, 400, badRequest()),
    clientErrorHandler: (_error, socket) => refuseUnreadable(socket),
  });
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(
    /^application\/json\s*(;\s*charset\s*=\s*"?utf-8"?\s*)?$/i,
    { parseAs: 'string' },
    server.getDefaultJsonParser('error', 'error'),
  );
  const isAllowed = (origin: string) =>
    CORS_ORIGINS.includes(origin) || (DEBUG && (sandboxOrigin.test(origin) || localOrigin.test(origin)));
  await server.register(cors, {
    origin: (origin, decide) => decide(null, origin !== undefined && isAllowed(origin)),
    methods: ['POST'],
    exposedHeaders: ['x-request-id', 'retry-after'],
    maxAge: 7200,
    strictPreflight: false,
  });
  addHooks(server);
  server.setErrorHandler((error: FastifyError, request, reply) => {
    const { status, answer } = asHttpError(error, request.id);
    if (status >= 500) request.log.error({ err: error }, 'unexpected error');
    return send(reply, status, answer);
  });
  server.setNotFoundHandler((request, reply) => {
    if (request.url.split('?')[0] !== graphqlPath) return send(reply, 404, notFound());
    return send(reply.header('allow', 'POST, OPTIONS'), 405, methodNotAllowed());
  });
  server.post(graphqlPath, graphql);
  if (DEBUG) addSandbox(server, graphql);
  server.get('/health/live', async () => ({ status: 'ok' }));
  server.get('/health/ready', async (_request, reply) => {
    if (await app.database.isAvailable()) return { status: 'ok' };
    return reply.code(503).send({ status: 'database unavailable' });
  });
  return server;
}

/** What a request looks like to the rest of the service. */
export function asIncomingRequest({ id, ip, headers, summary }: FastifyRequest): IncomingRequest {
  return { id, ipAddress: ip, headers, summary };
}

declare module 'fastify' {
  interface FastifyRequest {
    summary: IncomingRequest['summary'];
  }
}

/** What is not HTTP never becomes a request; it is answered in the same form all the same. */
function refuseUnreadable(socket: Socket): void {
  if (!socket.writable) return;
  const body = asBody(badRequest());
  const head = ['HTTP/1.1 400 Bad Request', 'connection: close', `content-type: ${jsonType}`];
  socket.end([...head, `content-length: ${Buffer.byteLength(body)}`, '', body].join('\r\n'));
}

function addHooks(server: FastifyInstance): void {
  server.decorateRequest('summary');
  server.addHook('onRequest', async (request, reply) => {
    request.summary = { fields: [], codes: [] };
    void reply.headers({
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'x-request-id': request.id,
    });
    if (request.headers['content-encoding'] !== undefined) return send(reply, 415, unsupportedMediaType());
    // A host that is no host would make the URL of the request unreadable further in.
    if (!URL.canParse(`http://${request.headers.host ?? ''}`)) return send(reply, 400, badRequest());
  });
  server.addHook('onResponse', async (request, reply) => {
    // Only paths that are known are logged: an unknown one may hold anything.
    const path = request.routeOptions.url;
    const milliseconds = Math.round(reply.elapsedTime);
    const { method, summary } = request;
    request.log.info({ method, path, status: reply.statusCode, ...summary, milliseconds }, 'answered');
  });
}

function addSandbox(server: FastifyInstance, showSandbox: RouteHandlerMethod): void {
  server.get('/', (_request, reply) => reply.redirect(graphqlPath));
  server.get(graphqlPath, function (request, reply) {
    const wantsPage = request.headers.accept?.includes('text/html') && !request.url.includes('?');
    if (wantsPage) return showSandbox.call(this, request, reply);
    return send(reply.header('allow', 'POST, OPTIONS'), 405, methodNotAllowed());
  });
}

function asHttpError(error: FastifyError, requestId: string): { status: number; answer: ClientError } {
  const status = error.statusCode ?? 500;
  if (status === 413) return { status, answer: payloadTooLarge() };
  if (status === 415) return { status, answer: unsupportedMediaType() };
  if (status >= 400 && status < 500) return { status: 400, answer: badRequest() };
  return { status: 500, answer: internalServerError({ requestId }) };
}

function send(reply: FastifyReply, status: number, error: ClientError): FastifyReply {
  return reply.code(status).type(jsonType).send(asBody(error));
}

function asBody({ message, extensions }: ClientError): string {
  return JSON.stringify({ errors: [{ message, extensions }] });
}
