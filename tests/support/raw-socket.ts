import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** A connection on which a test writes whatever it likes. */
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

  /** Writes, and waits until the other side has closed the connection. @returns all that came back. */
  async exchange(bytes: string | Uint8Array): Promise<string> {
    this.socket.write(bytes);
    await this.closing;
    return this.answer;
  }
}

/** The status of an answer, and the code of the error in it. */
export function outcome(answer: string): [number, string] {
  const [head = '', body = ''] = answer.split('\r\n\r\n');
  return [Number(/^HTTP\/1.1 (\d+)/.exec(head)?.[1]), JSON.parse(body).errors[0].extensions.code];
}
