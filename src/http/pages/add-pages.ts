import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import type { FastifyBaseLogger, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { notFound } from '../../graphql/protocol-errors.ts';
import { graphqlPath, refuseMethod, send } from '../http-errors.ts';
import { etagOf, type PageFile, type PageFiles, type Resolve, readPageFiles } from './page-files.ts';
import { graphiqlHtml, notInstalledHtml, sandboxHtml } from './page-html.ts';

const policy = {
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': "'self'",
  'connect-src': "'self'",
  'img-src': "'self' data:",
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-ancestors': "'none'",
};

/** Sandbox is a script and a frame from Apollo. The page itself sends the frame's requests to this service. */
const sandboxPolicy = asHeader({
  ...policy,
  'script-src': "'self' https://embeddable-sandbox.cdn.apollographql.com",
  'frame-src': 'https://sandbox.embed.apollographql.com',
});

/** GraphiQL's stylesheet contains fonts. While a menu is open, GraphiQL adds a style element with the nonce. */
function graphiqlPolicy(nonce: string): string {
  return asHeader({ ...policy, 'style-src': `'self' 'nonce-${nonce}'`, 'font-src': 'data:' });
}

/**
 * Serves Apollo Sandbox at `/graphql` and GraphiQL at `/graphiql`. If Sandbox's script does not load, its page opens GraphiQL.
 * The first request reads the files for both.
 */
export function addPages(
  server: FastifyInstance,
  log: Pick<FastifyBaseLogger, 'warn'>,
  resolve: Resolve = createRequire(import.meta.url).resolve,
): void {
  let files: PageFiles | undefined;
  const pageFiles = () => {
    files ??= readOrWarn(log, resolve);
    return files;
  };
  server.get('/', (_request, reply) => reply.redirect(graphqlPath));
  server.get(graphqlPath, (request, reply) => {
    if (!wantsPage(request)) return refuseMethod(reply);
    const html = sandboxHtml(pageFiles().version);
    void reply.headers({ 'content-security-policy': sandboxPolicy, 'cache-control': 'no-cache' });
    return sendFile(request, reply, { content: Buffer.from(html), type: htmlType, etag: etagOf(html) });
  });
  server.get('/graphiql', (_request, reply) => {
    const { version, hasGraphiql } = pageFiles();
    const nonce = randomBytes(16).toString('base64');
    void reply.headers({
      'content-security-policy': graphiqlPolicy(nonce),
      'referrer-policy': 'no-referrer',
    });
    if (!hasGraphiql) return reply.code(404).type(htmlType).send(notInstalledHtml(version));
    return reply.type(htmlType).send(graphiqlHtml(version, nonce));
  });
  server.get<{ Params: { version: string; name: string } }>('/graphiql/:version/:name', (request, reply) => {
    const { version, byName } = pageFiles();
    const { params } = request;
    const file = params.version === version ? byName.get(params.name) : undefined;
    if (file === undefined) return send(reply, 404, notFound());
    return sendFile(request, reply.header('cache-control', 'public, max-age=31536000, immutable'), file);
  });
}

const htmlType = 'text/html; charset=utf-8';

function readOrWarn(log: Pick<FastifyBaseLogger, 'warn'>, resolve: Resolve): PageFiles {
  const files = readPageFiles(resolve);
  if (!files.hasGraphiql)
    log.warn('GraphiQL is not installed, so /graphiql is not available; run npm ci without --omit=dev');
  return files;
}

/** A GET with a query string is a GraphQL query, which this service rejects, whatever the client accepts. */
function wantsPage({ headers, url }: FastifyRequest): boolean {
  return /\btext\/html\b/i.test(headers.accept ?? '') && !url.includes('?');
}

function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  { content, type, etag }: PageFile,
): FastifyReply {
  void reply.headers({ etag, 'referrer-policy': 'no-referrer' });
  if (isKnown(request, etag)) return reply.code(304).send();
  return reply.type(type).send(content);
}

/** RFC 9110, 13.1.2. */
function isKnown({ headers }: FastifyRequest, etag: string): boolean {
  const known = headers['if-none-match']?.split(',').map((tag) => tag.trim().replace(/^W\//, '')) ?? [];
  return known.includes(etag) || known.includes('*');
}

function asHeader(directives: Readonly<Record<string, string>>): string {
  return Object.entries(directives)
    .map((directive) => directive.join(' '))
    .join('; ');
}
