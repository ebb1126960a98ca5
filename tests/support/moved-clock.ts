import { readFileSync } from 'node:fs';

/**
 * Loaded before a program (`node --import`), it moves the clock that JavaScript sees: `Date`, by as many seconds as stand
 * in the file that CLOCK_FILE names, which may change at any time. Timers and `performance.now()` do not go by that
 * clock, and go on.
 */
const file = process.env.CLOCK_FILE ?? '';
const RealDate = Date;
const now = () => RealDate.now() + Number(readFileSync(file, 'utf8')) * 1000;

globalThis.Date = new Proxy(RealDate, {
  get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
  apply: () => new RealDate(now()).toString(),
  construct: (target, values) => Reflect.construct(target, values.length === 0 ? [now()] : values),
});
