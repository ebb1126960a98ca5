import { type NextRequest, NextResponse } from 'next/server';
import { auth } from './auth.ts';

/** Renews tokens before a page renders, since a server component cannot set cookies. */
export async function proxy(request: NextRequest) {
  const session = await auth.refreshSession(request);
  return session.apply(NextResponse.next({ request: { headers: session.headers } }));
}

export const config = { matcher: '/((?!api/auth|_next/static|_next/image|favicon.ico).*)' };
