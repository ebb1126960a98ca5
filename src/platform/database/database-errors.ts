import { types } from 'node:util';
import { type ClientError, overloaded, temporarilyUnavailable } from '../../kernel/errors.ts';

/**
 * SQLSTATE classes and codes that say "not now": connection, who may connect, resources, operator, input and output,
 * read-only, conflicts, locks, time-outs.
 */
const passing = /^(08|28|3D000|53|57|58|25006|25P03|25P04|40001|40003|40P01|55000|55006|55P03)/;

const networkCodes = new Set([
  'ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOENT',
]); // biome-ignore format: a list of words
const lostConnection =
  /^(Connection terminated|Query read timeout|Client has encountered a connection error|Client was closed)/;
const noConnectionInTime = /^timeout exceeded when trying to connect/;

/**
 * Tells "the database is away or busy" from a mistake of ours.
 *
 * @returns the answer for the client, or nothing when the error is about something else.
 */
export function asDatabaseTrouble(error: unknown): ClientError | undefined {
  for (let cause = error; isError(cause); cause = causeOf(cause)) {
    if (noConnectionInTime.test(cause.message)) return overloaded({ retryAfterSeconds: 1 });
    const { code } = cause as { code?: unknown };
    const known = typeof code === 'string' && (networkCodes.has(code) || passing.test(code));
    if (known || lostConnection.test(cause.message)) return temporarilyUnavailable({ retryAfterSeconds: 2 });
  }
  return undefined;
}

/** Whether the database has undone the transaction because of another one, and it may be tried again. */
export function isConflict(error: unknown): boolean {
  for (let cause = error; isError(cause); cause = causeOf(cause)) {
    const { code } = cause as { code?: unknown };
    if (code === '40001' || code === '40P01') return true;
  }
  return false;
}

/** Whether whoever was asked takes no writes: a standby, or a database that its operator has made read-only. */
export function isReadOnly(error: unknown): boolean {
  return (error as { code?: unknown }).code === '25006';
}

/** Whether there was no connection to be had: the pool's are all taken, or the server's are (53300). */
export function isOutOfConnections(error: unknown): boolean {
  const { code, message } = error as { code?: unknown; message?: unknown };
  return code === '53300' || noConnectionInTime.test(String(message));
}

/** Whether the connection was cut before or while a statement was under way. */
export function isLostConnection(error: unknown): boolean {
  const { code, message } = error as { code?: unknown; message?: unknown };
  return code === 'ECONNRESET' || code === 'EPIPE' || /^Connection terminated/.test(String(message));
}

/** Errors of sockets are of Node's own realm, which is not the one of tests; graphql-js puts those into `thrownValue`. */
function isError(value: unknown): value is Error {
  return value instanceof Error || types.isNativeError(value);
}

function causeOf(error: Error): unknown {
  if (error instanceof AggregateError) return error.errors[0];
  const { cause, previous, thrownValue } = error as {
    [name in 'cause' | 'previous' | 'thrownValue']?: unknown;
  };
  return cause ?? previous ?? thrownValue;
}
