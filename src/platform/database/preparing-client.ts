import { createHash } from 'node:crypto';
import pg from 'pg';

/** Each connection keeps a plan per text, so texts that are composed at run time must not fill its memory. */
const maxTexts = 500;

const names = new Map<string, string>();

/**
 * Prepares every statement with values that runs on the connection, also in a unit of work. PostgreSQL then parses and
 * plans a statement once per connection.
 */
export class PreparingClient extends pg.Client {
  // biome-ignore lint/suspicious/noExplicitAny: pg declares twelve overloads
  override query(...args: any[]): any {
    const [text, values, ...rest] = args;
    const name = typeof text === 'string' && Array.isArray(values) && values.length > 0 && nameOf(text);
    const query = super.query as (...all: unknown[]) => unknown;
    return name ? query.call(this, { name, text, values }, ...rest) : query.apply(this, args);
  }
}

function nameOf(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined || names.size >= maxTexts) return known;
  const name = createHash('sha256').update(text).digest('base64url').slice(0, 20);
  names.set(text, name);
  return name;
}
