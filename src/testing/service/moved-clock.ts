/** Shifts `Date` in this process. Must be loaded first, before a module can keep the real `Date.now`. */
const RealDate = Date;
const realDateNow = Date.now.bind(Date);
const realNow = performance.now.bind(performance);

let offsetMs = 0;
let skippedMs = 0;

/** The longest pause and the longest memory that the service measures with `performance.now()`. */
const longestPauseMs = 60_000;

const now = () => realDateNow() + offsetMs;

globalThis.Date = new Proxy(RealDate, {
  get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
  apply: () => new RealDate(now()).toString(),
  construct: (target, values) => Reflect.construct(target, values.length === 0 ? [now()] : values),
});
performance.now = () => realNow() + skippedMs;

/** Milliseconds between the real time and the service's time. */
export const currentOffset = (): number => offsetMs;

export function setOffset(milliseconds: number): void {
  offsetMs = milliseconds;
  skipPauses();
}

/** Ends every pause of the service, as if a minute had passed. `performance.now()` never runs backwards. */
export function skipPauses(): void {
  skippedMs += longestPauseMs;
}
