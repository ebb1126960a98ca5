import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** A connection that can send arbitrary bytes. */
export class RawSocket {
  answer = '';
  isClosed = false;
  private readonly closing: Promise<void>;

  private constructor(readonly socket: Socket) {
    socket.setEncoding('latin1');
    socket.on('data', (text) => {
      this.answer += text;
    });
    socket.on('error', () => undefined);
    this.closing = new Promise((resolve) => {
      socket.on('close', () => {
        this.isClosed = true;
        resolve();
      });
    });
  }

  static async open(url: string): Promise<RawSocket> {
    const socket = connect(Number(new URL(url).port), 'localhost');
    await once(socket, 'connect');
    return new RawSocket(socket);
  }

  /** Writes, then waits until the server has closed the connection. @returns everything the server sent. */
  async exchange(bytes: string | Uint8Array): Promise<string> {
    this.socket.write(bytes);
    await this.closing;
    return this.answer;
  }
}

/** A response's HTTP status and error code. */
export function outcome(answer: string): [number, string] {
  const [head = '', body = ''] = answer.split('\r\n\r\n');
  return [Number(/^HTTP\/1.1 (\d+)/.exec(head)?.[1]), JSON.parse(body).errors[0].extensions.code];
}
