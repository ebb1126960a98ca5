import { z } from 'zod';

export interface SmtpServer {
  readonly host: string;
  readonly port: number;
  /** With smtps: TLS from the first byte. Otherwise: STARTTLS. */
  readonly isSecure: boolean;
  /** Connections within this machine need neither TLS nor a trusted certificate. */
  readonly isLoopback: boolean;
  readonly auth?: { readonly user: string; readonly pass: string };
}

const message = 'must be a URL such as smtps://user:password@smtp.example.com or smtp://localhost';

const encoding =
  'percent-encode special characters in the user and the password: %23 for #, %2F for /, %3F for ? and %25 for %';

/** Whether the part before the last `@` can be read as a user and a password. */
function isEncoded(text: string): boolean {
  const [, login = ''] = /^\w+:\/\/(.*)@/s.exec(text) ?? [];
  try {
    decodeURIComponent(login);
  } catch {
    return false;
  }
  return !/[#/?\\]/.test(login);
}

/** A mail server. Characters such as `@` and `/` in the user and the password must be percent-encoded. */
export const smtpUrl = z.string().transform((text, context): SmtpServer => {
  const server = parse(text);
  if (server) return server;
  context.addIssue({ code: 'custom', message: isEncoded(text) ? message : `${message}; ${encoding}` });
  return z.NEVER;
});

function parse(text: string): SmtpServer | undefined {
  const url = URL.parse(text);
  if (!url || !/^smtps?:$/.test(url.protocol) || url.hostname === '' || /[,\s]/.test(url.host))
    return undefined;
  // nodemailer would read options from a query.
  if (!['', '/'].includes(url.pathname) || url.search !== '' || url.hash !== '') return undefined;
  const host = hostOf(url).toLowerCase();
  const isSecure = url.protocol === 'smtps:';
  const isLoopback = isLoopbackUrl(url);
  const port = Number(url.port) || defaultPort(isSecure, isLoopback);
  try {
    const auth = { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) };
    return { host, port, isSecure, isLoopback, ...(auth.user !== '' && { auth }) };
  } catch {
    return undefined;
  }
}

/** The submission ports (RFC 6409 and 8314). Programs on the same machine use the relay port. */
function defaultPort(isSecure: boolean, isLoopback: boolean): number {
  if (isSecure) return 465;
  return isLoopback ? 25 : 587;
}

export function isLoopbackUrl(url: URL): boolean {
  const host = hostOf(url).toLowerCase();
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** The host, without the brackets of an IPv6 address. */
function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[(.+)\]$/, '$1');
}
