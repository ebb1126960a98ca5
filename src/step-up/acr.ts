/** The authentication context class (OpenID Connect Core 1.0, 2) for a session's level. */
export const acrOf = (level: number): string => `urn:auth-service:${level}`;
