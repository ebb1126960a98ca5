/** The claims of a token that this package reads. Only the service can verify them. */
interface Claims {
  sid: string;
  iat: number;
  exp: number;
}

export interface Token extends Claims {
  text: string;
  kind: 'access' | 'refresh';
}

const kinds: Readonly<Record<string, Token['kind']>> = { 'at+jwt': 'access', 'rt+jwt': 'refresh' };

/** JSON never escapes the characters of a token, so this finds tokens in raw text, whatever their field is called. */
const compactForm = /eyJ[\w-]{1,200}\.eyJ[\w-]{1,4096}\.[\w-]{1,1024}/g;

/** @returns undefined if the text is not a token of the service. */
export function readToken(text: string | undefined): Token | undefined {
  const [head, payload, signature, ...more] = (text ?? '').split('.');
  if (text === undefined || !head || !payload || !signature || more.length > 0) return undefined;
  try {
    const { typ } = decode(head) as { typ?: unknown };
    const kind = kinds[String(typ)];
    const { sid, iat, exp } = decode(payload) as Claims;
    if (!kind || typeof sid !== 'string' || !Number.isFinite(iat) || !Number.isFinite(exp)) return undefined;
    return { text, kind, sid, iat, exp };
  } catch {
    return undefined;
  }
}

function decode(part: string): unknown {
  return JSON.parse(atob(part.replaceAll('-', '+').replaceAll('_', '/')));
}

export function tokensIn(text: string): Token[] {
  return (text.match(compactForm) ?? []).flatMap((found) => readToken(found) ?? []);
}

/**
 * Removes every refresh token from a response: a script could ask for it under another name, or provoke an error that
 * repeats it. In the field that clients know, it becomes null, as in cookie mode.
 */
export function withoutRefreshTokens(text: string, sent: string | undefined): string {
  const secrets = tokensIn(text).flatMap((token) => (token.kind === 'refresh' ? [token.text] : []));
  let safe = text;
  for (const secret of new Set(sent === undefined ? secrets : [...secrets, sent]))
    safe = safe.replaceAll(`"${secret}"`, 'null').replaceAll(secret, '');
  return safe;
}

/** In seconds; does not depend on this machine's clock. */
export function lifetimeOf({ iat, exp }: Token): number {
  return Math.max(0, Math.floor(exp - iat));
}

const longestLead = 60;

/** Whether a token is in the last tenth of its lifetime, at most a minute before it expires, or has expired. */
export function isDue(token: Token): boolean {
  return Date.now() / 1000 >= token.exp - Math.min(lifetimeOf(token) / 10, longestLead);
}

export function hasExpired({ exp }: Token): boolean {
  return Date.now() / 1000 >= exp;
}
