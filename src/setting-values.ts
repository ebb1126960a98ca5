import { z } from 'zod';

const unitsInMilliseconds: Record<string, number> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** A number with a unit, such as `500ms`, `10s`, `15m`, `24h` or `30d`; read as milliseconds. */
export const milliseconds = z.string().transform((text, context) => {
  const match = /^(\d{1,9})(ms|s|m|h|d)$/.exec(text);
  if (!match) {
    context.addIssue({
      code: 'custom',
      message: 'must be a whole number with a unit: 500ms, 10s, 15m, 24h, 30d',
    });
    return z.NEVER;
  }
  return Number(match[1]) * (unitsInMilliseconds[match[2] as string] as number);
});

/** As {@link milliseconds}, in whole seconds. */
export const seconds = milliseconds.pipe(
  z
    .number()
    .multipleOf(1000, 'must be whole seconds')
    .transform((value) => value / 1000),
);

/** A whole number between two bounds, both included. */
export function integer(least: number, most: number): z.ZodType<number, string> {
  const message = `must be a whole number from ${least} to ${most}`;
  return z
    .string()
    .regex(/^\d{1,10}$/, message)
    .transform(Number)
    .pipe(z.number().min(least, message).max(most, message));
}

export const flag: z.ZodType<boolean, string> = z
  .enum(['true', 'false', '1', '0'], 'must be true or false')
  .transform((text) => text === 'true' || text === '1');

/** A list separated by commas. */
export const list: z.ZodType<string[], string> = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
);
