import { readFileSync } from 'node:fs';

/**
 * When loaded before a program (`node --import`), shifts `Date` by the number of seconds in the file CLOCK_FILE, which may
 * change at any time. Timers and `performance.now()` are not affected.
 */
const file = process.env.CLOCK_FILE ?? '';
const RealDate = Date;
const now = () => RealDate.now() + Number(readFileSync(file, 'utf8')) * 1000;

globalThis.Date = new Proxy(RealDate, {
  get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
  apply: () => new RealDate(now()).toString(),
  construct: (target, values) => Reflect.construct(target, values.length === 0 ? [now()] : values),
});
