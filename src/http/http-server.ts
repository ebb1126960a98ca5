import { isUtf8 } from 'node:buffer';
import cors from '@fastify/cors';
import fastify, {
  type FastifyBaseLogger,
  type FastifyBodyParser,
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
  type RouteHandlerMethod,
} from 'fastify';
import type { AttemptKind } from '../feature/attempts.ts';
import type { App, IncomingRequest } from '../feature/context.ts';
import { badRequest, notFound, unsupportedMediaType } from '../graphql/protocol-errors.ts';
import { processSettings } from '../kernel/process.settings.ts';
import { sessionSettings } from '../sessions/sessions.settings.ts';
import { watchConnections } from './draining.ts';
import { stripForwardedPorts } from './forwarded-for.ts';
import { addHealth } from './health.ts';
import { httpSettings } from './http.settings.ts';
import {
  addSafeHeaders,
  asHttpError,
  graphqlPath,
  refuseMethod,
  refuseUnreadable,
  send,
} from './http-errors.ts';
import { shedLoad } from './load-shedding.ts';
import { isAllowedOrigin, mayBringCookies } from './origins.ts';
import { addPages } from './pages/add-pages.ts';
import { reportAnswer, reportGone } from './request-log.ts';
import { logOf, traceRequests } from './request-traces.ts';
import { addRoutes } from './routes.ts';

const bodyLimitBytes = 16 * 1024;

const keepAliveTimeoutMs = 72_000;

const jsonInUtf8 = /^application\/json\s*(;\s*(charset\s*=\s*(utf-8|"utf-8")\s*)?)*$/i;

/** @param graphql handles POST /graphql. */
export async function makeHttpServer(
  app: App,
  graphql: RouteHandlerMethod,
  attempts: ReadonlyMap<string, AttemptKind | undefined>,
): Promise<FastifyInstance> {
  const { TRUST_PROXY, HEADERS_TIMEOUT, REQUEST_TIMEOUT } = app.config.of(httpSettings);
  const { DEBUG } = app.config.of(processSettings);
  const server = fastify({
    loggerInstance: app.log as FastifyBaseLogger,
    genReqId: () => crypto.randomUUID(),
    logController: new LogController({ disableRequestLogging: true }),
    // Avoids a child logger per request, since most requests log a single line.
    childLoggerFactory: (logger) => logger,
    trustProxy: TRUST_PROXY,
    bodyLimit: bodyLimitBytes,
    keepAliveTimeout: keepAliveTimeoutMs,
    requestTimeout: REQUEST_TIMEOUT,
    http: {
      headersTimeout: Math.min(HEADERS_TIMEOUT, REQUEST_TIMEOUT),
      requestTimeout: REQUEST_TIMEOUT,
      connectionsCheckingInterval: Math.min(HEADERS_TIMEOUT, REQUEST_TIMEOUT) / 2,
    },
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    frameworkErrors: (_error, _request, reply) => send(addSafeHeaders(reply), 400, badRequest()),
    clientErrorHandler: (error, socket) => refuseUnreadable(error, socket),
  });
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(jsonInUtf8, { parseAs: 'buffer' }, parseJson(server));
  // Node.js would respond without a body. RFC 9110, 10.1.1 allows ignoring unknown expectations.
  server.server.on('checkExpectation', (request, response) =>
    server.server.emit('request', request, response),
  );
  // Must precede the CORS plugin; otherwise its preflights would use other handlers.
  server.setErrorHandler((error: FastifyError, request, reply) => {
    const { status, answer } = asHttpError(error, request.id);
    if (status >= 500) logOf(app, request).error({ requestId: request.id, err: error }, 'unexpected error');
    return send(reply, status, answer);
  });
  server.setNotFoundHandler(refuseUnknown);
  server.decorateRequest('summary');
  server.decorateRequest('cookieToSet');
  server.decorateRequest('span');
  server.decorateRequest('isGone', function (this: FastifyRequest) {
    return this.raw.socket.destroyed;
  });
  // Must precede CORS, since that plugin answers preflights itself.
  server.addHook('onRequest', (request, reply, done) => {
    request.summary = { fields: [], codes: [], operationType: undefined };
    addSafeHeaders(reply);
    stripForwardedPorts(request.headers);
    const { headers, host } = request;
    if (headers.cookie !== undefined && !mayBringCookies(app, headers.origin, host)) delete headers.cookie;
    done();
  });
  const traced = traceRequests(server, app, graphqlPath, reportGone(app, graphql));
  const answer = shedLoad(server, app, attempts, traced);
  await server.register(cors, {
    origin: (origin, decide) => decide(null, origin !== undefined && isAllowedOrigin(app, origin)),
    methods: ['POST'],
    exposedHeaders: ['x-request-id'],
    maxAge: 7200,
    credentials: app.config.of(sessionSettings).REFRESH_TOKEN_COOKIE,
    strictPreflight: false,
  });
  addHooks(server, app);
  server.post(graphqlPath, answer);
  if (DEBUG) addPages(server, app.log);
  addRoutes(server, app);
  addHealth(server, app);
  return server;
}

declare module 'fastify' {
  interface FastifyRequest {
    summary: IncomingRequest['summary'];
    cookieToSet: IncomingRequest['cookieToSet'];
    isGone: IncomingRequest['isGone'];
  }
}

/** Rejects bytes that are not UTF-8. Decoding them as U+FFFD would make different passwords equal. */
function parseJson(server: FastifyInstance): FastifyBodyParser<Buffer> {
  const parse = server.getDefaultJsonParser('error', 'error');
  return (request, body, done) => {
    // Fastify drops malformed parameters before comparing the type.
    if (!jsonInUtf8.test(request.headers['content-type'] ?? ''))
      return done(Object.assign(new Error('The content-type is malformed.'), { statusCode: 415 }));
    if (isUtf8(body)) return parse(request, body.toString('utf8'), done);
    return done(Object.assign(new Error('The body is not UTF-8.'), { statusCode: 400 }));
  };
}

function addHooks(server: FastifyInstance, app: App): void {
  let isProxyUnknown = false;
  const draining = watchConnections(server);
  // Callbacks are faster than promises, and these hooks run for every request.
  server.addHook('onRequest', (request, reply, done) => {
    draining.requestArrived(request.raw.socket);
    if (!isProxyUnknown && isForwardedByUnknownProxy(request)) {
      isProxyUnknown = true;
      logOf(app, request).warn(
        { requestId: request.id },
        'ignored X-Forwarded-For from an untrusted proxy; its clients share one rate limit until TRUST_PROXY includes it',
      );
    }
    if (request.is404) return void refuseUnknown(request, reply);
    if (request.headers['content-encoding'] !== undefined) {
      return void send(reply, 415, unsupportedMediaType());
    }
    // Reject a malformed Host header: later code could not parse the request's URL. HTTP/1.0 health checks send no
    // Host, and Node.js itself rejects HTTP/1.1 requests without one.
    if (!URL.canParse(`http://${request.headers.host || 'none'}`)) return void send(reply, 400, badRequest());
    done();
  });
  server.addHook('onResponse', (request, reply, done) => {
    reportAnswer(app, request, reply);
    // Keep-alive connections would delay the shutdown.
    if (draining.hasBegun) request.raw.socket.destroySoon();
    done();
  });
}

function refuseUnknown(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (request.url.split('?')[0] !== graphqlPath) return send(reply, 404, notFound());
  return refuseMethod(reply);
}

/** Behind an unknown proxy, all clients seem to have the proxy's IP address. */
function isForwardedByUnknownProxy({ headers, ip, socket }: FastifyRequest): boolean {
  return headers['x-forwarded-for'] !== undefined && ip === socket.remoteAddress;
}
