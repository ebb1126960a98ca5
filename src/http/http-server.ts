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
import { badRequest, methodNotAllowed, notFound, unsupportedMediaType } from '../graphql/protocol-errors.ts';
import { processSettings } from '../kernel/process.settings.ts';
import { sessionSettings } from '../sessions/sessions.settings.ts';
import { watchConnections } from './draining.ts';
import { addHealth } from './health.ts';
import { httpSettings } from './http.settings.ts';
import { addSafeHeaders, asHttpError, refuseUnreadable, send } from './http-errors.ts';
import { shedLoad } from './load-shedding.ts';
import { isAllowedOrigin, mayBringCookies } from './origins.ts';
import { reportAnswer, reportGone } from './request-log.ts';
import { logOf, traceRequests } from './request-traces.ts';
import { addRoutes } from './routes.ts';

const graphqlPath = '/graphql';

/** A signup needs a few hundred bytes; what is far larger is not a request of ours. */
const bodyLimitBytes = 16 * 1024;

/** How long a connection may wait for its next request. */
const keepAliveMilliseconds = 72_000;

const jsonInUtf8 = /^application\/json\s*(;\s*charset\s*=\s*"?utf-8"?\s*)?$/i;

/**
 * The edge of the service: routes, limits, CORS, and one form for all errors.
 *
 * @param graphql answers at `/graphql`: the API for POST, and in DEBUG Apollo Sandbox for a browser's GET.
 * @param attempts the mutations that try a credential or cost a hash.
 */
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
    // A logger for each request is made where something is logged in it: most of them log one line, the last one.
    childLoggerFactory: (logger) => logger,
    trustProxy: TRUST_PROXY,
    bodyLimit: bodyLimitBytes,
    keepAliveTimeout: keepAliveMilliseconds,
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
  // Node would answer without a body; an expectation that nobody knows may be passed over (RFC 9110, 10.1.1).
  server.server.on('checkExpectation', (request, response) =>
    server.server.emit('request', request, response),
  );
  // Before the first route: what is set later does not count for the preflights of the next plugin.
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
  // Before CORS too, which answers preflights by itself.
  server.addHook('onRequest', (request, reply, done) => {
    request.summary = { fields: [], codes: [], operationType: undefined };
    addSafeHeaders(reply);
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
  if (DEBUG) addSandbox(server, graphql);
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

/** Bytes that are no UTF-8 are refused: read as U+FFFD, different passwords would become one. */
function parseJson(server: FastifyInstance): FastifyBodyParser<Buffer> {
  const parse = server.getDefaultJsonParser('error', 'error');
  return (request, body, done) => {
    if (isUtf8(body)) return parse(request, body.toString('utf8'), done);
    return done(Object.assign(new Error('The body is not UTF-8.'), { statusCode: 400 }));
  };
}

function addHooks(server: FastifyInstance, app: App): void {
  let isProxyUnknown = false;
  const closing = watchConnections(server);
  // With a callback instead of a promise: these two run around every request.
  server.addHook('onRequest', (request, reply, done) => {
    closing.heard(request.raw.socket);
    if (!isProxyUnknown && isForwardedInVain(request)) {
      isProxyUnknown = true;
      logOf(app, request).warn(
        { requestId: request.id },
        'X-Forwarded-For is ignored: TRUST_PROXY does not name who sends it, and shares its limits',
      );
    }
    // Before its body is read, which may be anything.
    if (request.is404) return void refuseUnknown(request, reply);
    if (request.headers['content-encoding'] !== undefined) {
      return void send(reply, 415, unsupportedMediaType());
    }
    // A host that is no host would make the URL of the request unreadable further in.
    if (!URL.canParse(`http://${request.headers.host ?? ''}`)) return void send(reply, 400, badRequest());
    done();
  });
  server.addHook('onResponse', (request, reply, done) => {
    reportAnswer(app, request, reply);
    // A client that keeps its connection open would hold up the end.
    if (closing.hasBegun) request.raw.socket.destroySoon();
    done();
  });
}

function refuseUnknown(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (request.url.split('?')[0] !== graphqlPath) return send(reply, 404, notFound());
  return refuseMethod(reply);
}

function refuseMethod(reply: FastifyReply): FastifyReply {
  return send(reply.header('allow', 'POST, OPTIONS'), 405, methodNotAllowed());
}

/** Behind a proxy that is not configured, everybody has the proxy's address. */
function isForwardedInVain({ headers, ip, socket }: FastifyRequest): boolean {
  return headers['x-forwarded-for'] !== undefined && ip === socket.remoteAddress;
}

function addSandbox(server: FastifyInstance, showSandbox: RouteHandlerMethod): void {
  server.get('/', (_request, reply) => reply.redirect(graphqlPath));
  server.get(graphqlPath, function (request, reply) {
    const wantsPage = request.headers.accept?.includes('text/html') && !request.url.includes('?');
    if (wantsPage) return showSandbox.call(this, request, reply);
    return refuseMethod(reply);
  });
}
