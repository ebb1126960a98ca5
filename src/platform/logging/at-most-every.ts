/** Runs work when it is asked for, but not again for a while: requests in between are passed over. */
export function atMostEvery<Parameters extends unknown[]>(
  milliseconds: number,
  work: (...parameters: Parameters) => void,
): (...parameters: Parameters) => void {
  let last = Number.NEGATIVE_INFINITY;
  return (...parameters) => {
    const now = performance.now();
    if (now - last < milliseconds) return;
    last = now;
    work(...parameters);
  };
}
