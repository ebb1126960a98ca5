/** The access token in the answer of `login` or `refresh`, under any alias of the field. */
export function accessTokenOf(answer: unknown): string | undefined {
  const { data } = Object(answer) as { data?: unknown };
  for (const field of Object.values(Object(data) as object)) {
    const { accessToken } = Object(field) as { accessToken?: unknown };
    if (typeof accessToken === 'string' && /^[\w-]+\.[\w-]+\.[\w-]+$/.test(accessToken)) return accessToken;
  }
  return undefined;
}
