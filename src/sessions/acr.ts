/** The authentication context class of a session (OpenID Connect Core 1.0, 2). */
export const acrOf = (level: number): string => `urn:auth-service:${level}`;
