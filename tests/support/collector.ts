import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { until } from './left-behind.ts';

/** A span in OTLP's JSON format. */
export interface ReceivedSpan {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  /** 1 internal, 2 server, 3 client. */
  kind: number;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  status: { code?: number; message?: string };
  attributes: Record<string, unknown>;
}

/** A fake trace collector that records the spans it receives. */
export class Collector {
  readonly bodies: string[] = [];
  readonly requests: { url: string | undefined; headers: IncomingHttpHeaders }[] = [];
  private server!: Server;

  static async start(status: number | 'no answer' = 200): Promise<Collector> {
    const collector = new Collector();
    collector.server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      collector.bodies.push(Buffer.concat(chunks).toString());
      collector.requests.push({ url: request.url, headers: request.headers });
      if (status !== 'no answer')
        response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
    });
    await once(collector.server.listen(0, '127.0.0.1'), 'listening');
    return collector;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  get spans(): ReceivedSpan[] {
    return this.bodies.flatMap((body) =>
      JSON.parse(body).resourceSpans.flatMap(({ scopeSpans }: { scopeSpans: { spans: WireSpan[] }[] }) =>
        scopeSpans.flatMap(({ spans }) =>
          spans.map((span) => ({ ...span, attributes: asRecord(span.attributes) })),
        ),
      ),
    );
  }

  /** Waits for a request's span. Its child spans ended earlier, so they have arrived by then. */
  async requestSpan(requestId: string | null): Promise<ReceivedSpan> {
    return until('the span of a request', () =>
      this.spans.find(({ attributes }) => attributes['auth.request_id'] === requestId),
    );
  }

  partsOf({ spanId }: ReceivedSpan): ReceivedSpan[] {
    return this.spans.filter(({ parentSpanId }) => parentSpanId === spanId);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}

type WireValue = { arrayValue?: { values: WireValue[] } } & Record<string, unknown>;
type WireSpan = Omit<ReceivedSpan, 'attributes'> & { attributes: { key: string; value: WireValue }[] };

function asRecord(attributes: WireSpan['attributes']): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, plain(value)]));
}

function plain({ arrayValue, ...value }: WireValue): unknown {
  return arrayValue ? arrayValue.values.map(plain) : Object.values(value)[0];
}
