import { createAuthHandler } from 'graphql-auth-service-client/next';
import { cookies } from 'next/headers';
import { cache } from 'react';

export const auth = createAuthHandler({ uri: process.env.AUTH_URL ?? 'http://localhost:4000/graphql' });

/** The user of this request. All components of a page share one request to the service. */
export const getUser = cache(async () => auth.getUser(await cookies()));
