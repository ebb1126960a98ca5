import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerOptions, type SMTPServerSession } from 'smtp-server';

export interface Received {
  /** The envelope, as the mail server parsed it. */
  from: string;
  to: string[];
  raw: string;
}

/** The mail server's reply to one mail; undefined accepts the mail. `drop` breaks the connection. */
type Answer = { code: number; text?: string } | 'drop' | undefined;

interface Script {
  onRcpt?(email: string, session: SMTPServerSession): Answer | Promise<Answer>;
  /** The reply after the whole mail. */
  onData?(mail: Received): Answer | Promise<Answer>;
}

function asError(answer: Exclude<Answer, 'drop' | undefined>): Error {
  return Object.assign(new Error(answer.text ?? 'planted'), { responseCode: answer.code });
}

/** A mail server on the loopback interface. The test decides its replies. */
export class MailSink {
  readonly received: Received[] = [];
  script: Script = {};
  private server: SMTPServer;
  port = 0;

  private constructor(private readonly options: SMTPServerOptions) {
    this.server = this.makeServer();
  }

  static async start(options: SMTPServerOptions = {}): Promise<MailSink> {
    const sink = new MailSink({ authOptional: true, disableReverseLookup: true, logger: false, ...options });
    await sink.listen();
    return sink;
  }

  get url(): string {
    return `smtp://127.0.0.1:${this.port}`;
  }

  /** Accepts connections again, on the same port. */
  async listen(): Promise<void> {
    this.server = this.makeServer();
    await new Promise<void>((resolve) => this.server.listen(this.port, '127.0.0.1', resolve));
    this.port = (this.server.server.address() as AddressInfo).port;
  }

  /** Breaks every connection, as mail servers do with idle ones. */
  disconnect(): void {
    for (const connection of this.server.connections) connection._socket.destroy();
  }

  async stop(): Promise<void> {
    this.disconnect();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  parsed(): Promise<ParsedMail[]> {
    return Promise.all(this.received.map(({ raw }) => simpleParser(raw)));
  }

  private makeServer(): SMTPServer {
    const server = new SMTPServer({
      ...this.options,
      onRcptTo: async ({ address }, session, done) => {
        const answer = await this.script.onRcpt?.(address, session);
        if (answer === 'drop') return this.drop(session);
        done(answer && asError(answer));
      },
      onData: async (stream, session, done) => {
        const content = await buffer(stream).catch(() => undefined);
        // The client has disconnected halfway through.
        if (content === undefined) return;
        const { mailFrom, rcptTo } = session.envelope;
        const mail = {
          from: mailFrom ? mailFrom.address : '',
          to: rcptTo.map(({ address }) => address),
          raw: content.toString(),
        };
        const answer = await this.script.onData?.(mail);
        if (answer === 'drop') {
          this.received.push(mail);
          return this.drop(session);
        }
        if (answer) return done(asError(answer));
        this.received.push(mail);
        done(null);
      },
    });
    // In many tests, the client disconnects halfway through.
    server.on('error', () => undefined);
    return server;
  }

  private drop({ id }: SMTPServerSession): void {
    for (const connection of this.server.connections) {
      if (connection.session.id === id) connection._socket.destroy();
    }
  }
}
