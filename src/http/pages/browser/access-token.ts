/** The access token in the response to `login` or `refresh`, whatever the field's alias. */
export function accessTokenOf(answer: unknown): string | undefined {
  const { data } = Object(answer) as { data?: unknown };
  for (const field of Object.values(Object(data) as object)) {
    const { accessToken } = Object(field) as { accessToken?: unknown };
    if (typeof accessToken === 'string' && /^[\w-]+\.[\w-]+\.[\w-]+$/.test(accessToken)) return accessToken;
  }
  return undefined;
}
