import { isIP } from 'node:net';

const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const domainForm = new RegExp(`^(?:localhost|(?:${label}\\.)+${label})$`);

/** Browsers bind passkeys to a domain with a dot or to localhost, never to an IP address. */
export function isDomain(text: string): boolean {
  return text.length <= 253 && domainForm.test(text) && isIP(text) === 0;
}

export function domainProblem(text: string): string | undefined {
  return isDomain(text)
    ? undefined
    : 'must be a domain in lower case without a scheme or a port, such as example.com, or localhost';
}

/** Android apps: the SHA-256 of the certificate that signed the app. */
const androidForm = /^android:apk-key-hash:[\w-]{43}$/;

export const isAndroidApp = (origin: string): boolean => androidForm.test(origin);

/** Text as browsers write it: `https://app.example.com`, or HTTP for localhost only. */
export function isSecureOrigin(text: string): boolean {
  const url = URL.parse(text);
  // `URL` accepts `*` in a host.
  if (url?.origin !== text || text.includes('*')) return false;
  return url.protocol === 'https:' || isLocalOrigin(text);
}

function isLocalOrigin(text: string): boolean {
  return /^http:\/\/localhost(:\d+)?$/.test(text);
}

export function originProblem(text: string): string | undefined {
  if (isSecureOrigin(text) || isAndroidApp(text)) return undefined;
  return 'must be a list of https origins without a path or a wildcard, such as https://app.example.com; http only for localhost';
}

/** Whether pages of the origin may use passkeys of the domain without a list of related origins. */
export function isInDomain(origin: string, domain: string): boolean {
  const { hostname } = new URL(origin);
  return hostname === domain || hostname.endsWith(`.${domain}`);
}
