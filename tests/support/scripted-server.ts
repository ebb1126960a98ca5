import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SeenRequest {
  /** The operation's first field. */
  field: string;
  headers: IncomingHttpHeaders;
  // biome-ignore lint/suspicious/noExplicitAny: the shape depends on the test
  variables: any;
}

export type ScriptedAnswer = {
  status?: number;
  type?: string;
  body?: object | string;
  /** Cuts the connection instead of responding. */
  cut?: boolean;
  /** Delays the response until this promise settles. */
  after?: Promise<unknown>;
};

/** A GraphQL server with scripted responses, which can simulate any service or gateway. */
export class ScriptedServer {
  readonly seen: SeenRequest[] = [];
  answer: (request: SeenRequest) => ScriptedAnswer = () => ({ body: { data: {} } });
  private server!: Server;

  static async start(): Promise<ScriptedServer> {
    const scripted = new ScriptedServer();
    scripted.server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const { query, variables } = JSON.parse(Buffer.concat(chunks).toString());
      const [, field = ''] = /\{\s*(\w+)/.exec(query) ?? [];
      const seen = { field, headers: request.headers, variables };
      scripted.seen.push(seen);
      const { status = 200, type = 'application/json', body = {}, cut, after } = scripted.answer(seen);
      await after;
      if (cut) return void request.socket.destroy();
      response.writeHead(status, { 'content-type': type });
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    });
    await once(scripted.server.listen(0, '127.0.0.1'), 'listening');
    return scripted;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/graphql`;
  }

  /** The number of requests for a field. */
  count(field: string): number {
    return this.seen.filter((request) => request.field === field).length;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}
