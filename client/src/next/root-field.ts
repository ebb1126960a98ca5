import { Refused } from './answers.ts';

/** The operations that need the refresh token. */
const needing = ['refresh', 'logout'] as const;
type Needing = (typeof needing)[number];

/** A string that never ends matches up to the end, since searching for the end of each quote would take quadratic time. */
const ignored = /"""(?:\\"""|[\s\S])*?(?:"""|$)|"(?:\\.|[^"\\\n])*"?|#[^\n\r]*/g;
const mutation = /^[\s,]*mutation\b[^{]*\{[\s,]*(?:\w+\s*:\s*)?(\w+)\s*(\(\s*input\s*:\s*\$input\s*,?\s*\))?/;

/**
 * Returns `refresh` or `logout` if the document sends that mutation. The handler adds the refresh token to the variable
 * `input`.
 *
 * @throws Refused if the document has no such variable.
 */
export function fieldNeedingToken(query: string): Needing | undefined {
  const [, name, input] = mutation.exec(query.replaceAll(ignored, ' ')) ?? [];
  const field = needing.find((each) => each === name);
  if (field && input === undefined)
    throw new Refused({
      status: 400,
      code: 'BAD_REQUEST',
      message: `Pass the input of ${field} as a variable: ${field}(input: $input). The handler adds the token to it.`,
    });
  return field;
}
