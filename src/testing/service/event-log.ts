/** The log of a service for tests: keeps its events, and prints its lines on demand. */
export class EventLog {
  private readonly events: Record<string, unknown>[] = [];

  constructor(private readonly print: boolean) {}

  write(line: string): void {
    if (this.print) process.stderr.write(line);
    const { event, time, requestId } = JSON.parse(line) as Record<string, unknown>;
    if (event) this.events.push({ ...event, at: time, ...(requestId !== undefined && { requestId }) });
  }

  all(): readonly Record<string, unknown>[] {
    return this.events;
  }

  clear(): void {
    this.events.length = 0;
  }
}
