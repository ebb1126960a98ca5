const began = performance.now();
let lastLine = Number.NEGATIVE_INFINITY;

/** One line that says what is going on; on a terminal it overwrites itself, elsewhere it comes every few seconds. */
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

/** Ends the line, so that what follows stands by itself. */
export function endProgress(): void {
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[2K');
}
