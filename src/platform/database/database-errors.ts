import { types } from 'node:util';
import { type ClientError, overloaded, temporarilyUnavailable } from '../../kernel/errors.ts';

/**
 * SQLSTATEs of temporary failures: connection, authorization, resources, operator, I/O, read-only, conflicts, locks,
 * timeouts.
 */
const temporary = /^(08|28|3D000|53|57|58|25006|25P03|25P04|40001|40003|40P01|55000|55006|55P03)/;

const networkCodes = new Set([
  'ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOENT',
]); // biome-ignore format: a list of words
const lostConnection =
  /^(Connection terminated|Query read timeout|Client has encountered a connection error|Client was closed)/;

/** A hot standby reports 0A000 for serializable transactions and unlogged tables. Any other 0A000 is a permanent failure. */
const standbyRoutines = new Set(['GetSerializableTransactionSnapshot', 'get_relation_info']);

const noConnectionInTime = /^timeout exceeded when trying to connect/;

/** @returns the error to show the client if the database is unavailable or busy; undefined for any other error. */
export function asDatabaseTrouble(error: unknown): ClientError | undefined {
  for (let cause = error; isError(cause); cause = causeOf(cause)) {
    if (noConnectionInTime.test(cause.message)) return overloaded({ retryAfterSeconds: 1 });
    const { code } = cause as { code?: unknown };
    const known = typeof code === 'string' && (networkCodes.has(code) || temporary.test(code));
    if (known || isReadOnly(cause) || lostConnection.test(cause.message))
      return temporarilyUnavailable({ retryAfterSeconds: 2 });
  }
  return undefined;
}

export function isConflict(error: unknown): boolean {
  for (let cause = error; isError(cause); cause = causeOf(cause)) {
    const { code } = cause as { code?: unknown };
    if (code === '40001' || code === '40P01') return true;
  }
  return false;
}

/** Whether the database is a standby, or was made read-only by an operator. */
export function isReadOnly(error: unknown): boolean {
  const { code, routine } = error as { code?: unknown; routine?: unknown };
  return code === '25006' || (code === '0A000' && standbyRoutines.has(String(routine)));
}

/** Whether a migration has changed the result of a prepared statement. The statement fails until its connection is closed. */
export function isStalePlan(error: unknown): boolean {
  const { code, routine } = error as { code?: unknown; routine?: unknown };
  return code === '0A000' && routine === 'RevalidateCachedQuery';
}

/** Whether all connections are in use, either in the pool or on the server (53300). */
export function isOutOfConnections(error: unknown): boolean {
  const { code, message } = error as { code?: unknown; message?: unknown };
  return code === '53300' || noConnectionInTime.test(String(message));
}

export function isLostConnection(error: unknown): boolean {
  const { code, message } = error as { code?: unknown; message?: unknown };
  return code === 'ECONNRESET' || code === 'EPIPE' || /^Connection terminated/.test(String(message));
}

/** graphql-js does not recognize errors from another realm, and wraps them in `thrownValue`. */
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
