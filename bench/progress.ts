const began = performance.now();
let lastLine = Number.NEGATIVE_INFINITY;

/** Shows progress on one line. A terminal overwrites the line; any other output gets a new one every few seconds. */
export function progress(text: string): void {
  const now = performance.now();
  const line = `${String(Math.round((now - began) / 1_000)).padStart(4)} s  ${text}`;
  if (process.stderr.isTTY) {
    process.stderr.write(`\r\u001b[2K${line}`);
  } else if (now - lastLine > 5_000) {
    lastLine = now;
    process.stderr.write(`${line}\n`);
  }
}

/** Ends the progress line, so that later output starts on a new one. */
export function endProgress(): void {
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[2K');
}
