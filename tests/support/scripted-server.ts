import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SeenRequest {
  /** The first field of the operation. */
  field: string;
  headers: IncomingHttpHeaders;
  // biome-ignore lint/suspicious/noExplicitAny: variables are whatever the test sent
  variables: any;
}

export type ScriptedAnswer = {
  status?: number;
  type?: string;
  body?: object | string;
  /** The connection is cut instead of an answer. */
  cut?: boolean;
  /** Answers when this is over. */
  after?: Promise<unknown>;
};

/** A GraphQL server that answers what a test tells it to, as services and gateways of all kinds would. */
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

  /** How often a field was asked for. */
  count(field: string): number {
    return this.seen.filter((request) => request.field === field).length;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}
