/** Drops calls that come too soon after an earlier one. */
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
