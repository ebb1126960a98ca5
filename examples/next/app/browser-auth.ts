import { createAuthCore } from 'graphql-auth-service-client/core';

/** The session in the browser. Its requests go to app/api/auth/route.ts, which keeps the refresh token. */
export const auth = createAuthCore({ uri: '/api/auth', cookie: true });
