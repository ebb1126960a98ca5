import net from 'node:net';

/** A connection to a server that tests can cut and restore. */
export class Cable {
  private readonly sockets = new Set<net.Socket>();
  private isPlugged = true;
  private isFrozen = false;

  private constructor(
    private readonly server: net.Server,
    /** Where to connect. A restarted server may have a different port. */
    public target: URL,
  ) {}

  static async to(target: URL): Promise<Cable> {
    const server = net.createServer();
    const cable = new Cable(server, target);
    server.on('connection', (near) => cable.join(near));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return cable;
  }

  get port(): number {
    return (this.server.address() as net.AddressInfo).port;
  }

  pull(): void {
    this.isPlugged = false;
    for (const socket of this.sockets) socket.destroy();
  }

  /** Keeps connections open but forwards nothing, like a server that hangs. */
  freeze(): void {
    this.isFrozen = true;
    for (const socket of this.sockets) socket.unpipe().pause();
  }

  plugIn(): void {
    this.isPlugged = true;
    this.isFrozen = false;
  }

  async remove(): Promise<void> {
    this.pull();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private join(near: net.Socket): void {
    if (!this.isPlugged) {
      near.destroy();
      return;
    }
    const far = net.connect(Number(this.target.port || 5432), this.target.hostname);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        this.sockets.delete(socket);
        other.destroy();
      });
      if (!this.isFrozen) socket.pipe(other);
    }
  }
}
