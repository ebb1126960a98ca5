import type { Context } from '../feature/context.ts';

/** Names and IP addresses that always refer to this machine (RFC 6761, 6.3). */
const loopback = /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * Whether the request names this machine or the issuer's host. A stranger's web page can point its own host name at this
 * machine and then read responses (DNS rebinding), but its requests contain that name.
 */
export function isOwnHost({ app, request }: Context): boolean {
  const host = hostnameOf(`http://${request.headers.host}`);
  return host !== undefined && (loopback.test(host) || host === hostnameOf(app.accessTokens.issuer));
}

function hostnameOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).hostname : undefined;
}
