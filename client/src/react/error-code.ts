/** @returns an empty text unless it is an error of the service or of a passkey. */
export function codeOf(error: unknown): string {
  const { code } = (error ?? {}) as { code?: unknown };
  return error instanceof Error && typeof code === 'string' ? code : '';
}
