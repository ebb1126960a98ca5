import { once } from 'node:events';
import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { listenFailure } from '../../startup/start-failure.ts';

const host = '127.0.0.1';

/** Leads connections to the service, and can fail as a network does. It keeps its port while the service is away. */
export class FrontDoor {
  private target = 0;
  private isAway = true;
  private delayMs = 0;
  private returning: NodeJS.Timeout | undefined;
  private readonly sockets = new Set<net.Socket>();
  private readonly server = net.createServer({ allowHalfOpen: true, noDelay: true }, (client) =>
    this.admit(client),
  );

  /** @param port 0 for any free port. @throws if the port is taken. */
  static async open(port: number): Promise<FrontDoor> {
    const door = new FrontDoor();
    door.server.listen(port, host);
    await once(door.server, 'listening').catch((error: unknown) => {
      throw listenFailure(error, { host, port, reusePort: false });
    });
    return door;
  }

  get port(): number {
    return (this.server.address() as net.AddressInfo).port;
  }

  leadTo(port: number): void {
    this.target = port;
    this.back();
  }

  /** Resets every connection, open or new, until `back`, or for this time. */
  away(milliseconds?: number): void {
    clearTimeout(this.returning);
    this.isAway = true;
    for (const socket of this.sockets) socket.resetAndDestroy();
    if (milliseconds !== undefined) this.returning = setTimeout(() => this.back(), milliseconds);
  }

  back(): void {
    clearTimeout(this.returning);
    this.isAway = false;
  }

  /** Delays everything that clients send from now on. */
  slow(milliseconds: number): void {
    this.delayMs = milliseconds;
  }

  async close(): Promise<void> {
    clearTimeout(this.returning);
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }

  private admit(client: net.Socket): void {
    this.keep(client);
    if (this.isAway) {
      client.resetAndDestroy();
      return;
    }
    const service = net.connect({ port: this.target, host, allowHalfOpen: true, noDelay: true });
    this.keep(service);
    this.forward(client, service);
    service.pipe(client);
    client.once('close', () => service.destroy());
    service.once('close', () => client.destroySoon());
  }

  private forward(client: net.Socket, service: net.Socket): void {
    let last: Promise<unknown> = Promise.resolve();
    // In order, even after a change of the delay.
    const later = (act: () => void) => {
      last = Promise.all([last, this.delayMs > 0 && sleep(this.delayMs)]).then(act);
    };
    client.on('data', (chunk) => later(() => service.write(chunk)));
    client.once('end', () => later(() => service.end()));
  }

  private keep(socket: net.Socket): void {
    this.sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => this.sockets.delete(socket));
  }
}
