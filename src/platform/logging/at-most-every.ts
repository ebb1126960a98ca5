/** Drops calls that follow an earlier call too soon. */
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
