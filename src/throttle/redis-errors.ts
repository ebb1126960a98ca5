/**
 * ioredis puts the reason for an aborted transaction in `previousErrors`, and for an unreachable cluster in `lastNodeError`.
 */
export function causeOf(error: unknown): Error {
  if (!(error instanceof Error)) return new Error(String(error));
  const { previousErrors, lastNodeError } = error as { previousErrors?: Error[]; lastNodeError?: Error };
  return previousErrors?.[0] ?? lastNodeError ?? error;
}

/** Servers repeat the arguments of unknown commands, and the arguments of AUTH include the password. */
export function hidePassword(error: Error, url: string): Error {
  const { password } = new URL(url);
  error.message = [password, decodeURIComponent(password)]
    .filter((text) => text !== '')
    .reduce((message, secret) => message.replaceAll(secret, '…'), error.message)
    .replace(/,? with args beginning with.*/s, '');
  return error;
}
