/** ioredis keeps the reason of an aborted transaction in `previousErrors`, and that of an unreachable cluster in `lastNodeError`. */
export function causeOf(error: unknown): Error {
  if (!(error instanceof Error)) return new Error(String(error));
  const { previousErrors, lastNodeError } = error as { previousErrors?: Error[]; lastNodeError?: Error };
  return previousErrors?.[0] ?? lastNodeError ?? error;
}

/** Servers repeat the arguments of a command that they do not know, and AUTH has the password among them. */
export function hidePassword(error: Error, url: string): Error {
  const { password } = new URL(url);
  error.message = [password, decodeURIComponent(password)]
    .filter((text) => text !== '')
    .reduce((message, secret) => message.replaceAll(secret, '…'), error.message)
    .replace(/,? with args beginning with.*/s, '');
  return error;
}
