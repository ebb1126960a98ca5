/** Measures a process's live heap through its inspector (`--inspect=127.0.0.1:<port>`). */
export class Heap {
  private lastId = 0;

  private constructor(private readonly socket: WebSocket) {}

  static async inspect(port: number): Promise<Heap> {
    const targets = await (await fetch(`http://127.0.0.1:${port}/json/list`)).json();
    const socket = new WebSocket(
      (targets as { webSocketDebuggerUrl: string }[])[0]?.webSocketDebuggerUrl ?? '',
    );
    await new Promise((resolve, reject) => {
      socket.addEventListener('open', resolve, { once: true });
      socket.addEventListener('error', reject, { once: true });
    });
    return new Heap(socket);
  }

  /** Measures after a forced garbage collection. @returns the heap size in MB. */
  async used(): Promise<number> {
    await this.ask('HeapProfiler.collectGarbage');
    return (await this.ask<{ usedSize: number }>('Runtime.getHeapUsage')).usedSize / 1e6;
  }

  close(): void {
    this.socket.close();
  }

  private ask<Result>(method: string): Promise<Result> {
    this.lastId += 1;
    const id = this.lastId;
    return new Promise((resolve) => {
      const read = ({ data }: MessageEvent) => {
        const message = JSON.parse(data);
        if (message.id !== id) return;
        this.socket.removeEventListener('message', read);
        resolve(message.result);
      };
      this.socket.addEventListener('message', read);
      this.socket.send(JSON.stringify({ id, method }));
    });
  }
}
