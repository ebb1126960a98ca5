import { createHash } from 'node:crypto';
import type { App, Context } from '../feature/context.ts';
import type { Route, RouteAnswer } from '../feature/routes.ts';
import { ClientError } from '../kernel/errors.ts';
import { processSettings } from '../kernel/process.settings.ts';
import { escapeHtml } from '../platform/escape-html.ts';
import { keepsMails } from './can-mail.ts';
import { type KeptMail, keptMails } from './kept-mails.ts';
import { isOwnHost } from './own-host.ts';

export function mailsUrl({ accessTokens: { issuer } }: App): string {
  return new URL('/mails', issuer).href;
}

const style = `
:root { color-scheme: light dark; }
body { margin: 0 auto; max-width: 60em; padding: 1em; font: 16px/1.5 system-ui, sans-serif; }
details { border-top: 1px solid gray; padding: 0.5em 0; }
summary { cursor: pointer; overflow-wrap: anywhere; }
summary span { display: block; }
time { float: right; font-size: 0.85em; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; }
iframe { width: 100%; height: 32em; border: 1px solid gray; }
`;

const listPolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  'img-src data:',
  "frame-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** A mail may style itself and open its links in a new tab, but neither run scripts nor load anything. */
const mailPolicy =
  "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

const htmlType = 'text/html; charset=utf-8';

function page(html: string, policy: string): RouteAnswer {
  const headers = {
    'content-type': htmlType,
    'content-security-policy': policy,
    'referrer-policy': 'no-referrer',
  };
  return { headers, body: Buffer.from(html) };
}

const notFound: RouteAnswer = { status: 404, error: new ClientError('NOT_FOUND', 'Not found.') };

const otherHost: RouteAnswer = {
  status: 403,
  error: new ClientError(
    'FORBIDDEN',
    'The mails are shown only under localhost, and under the host of JWT_ISSUER.',
  ),
};

/** @returns undefined if the caller may see the mails. */
function refusalOf(ctx: Context): RouteAnswer | undefined {
  if (!ctx.app.config.of(processSettings).DEBUG || !keepsMails(ctx.app)) return notFound;
  return isOwnHost(ctx) ? undefined : otherHost;
}

/** Development pages that show every stored mail, with its links. */
export const mailRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/mails',
    async handle(ctx) {
      return refusalOf(ctx) ?? page(listHtml(await keptMails(ctx.app.config)), listPolicy);
    },
  },
  {
    method: 'GET',
    path: '/mails/html',
    async handle(ctx, { query }) {
      const refusal = refusalOf(ctx);
      if (refusal) return refusal;
      const mail = (await keptMails(ctx.app.config)).find(({ id }) => id === query.id);
      return mail
        ? page(mail.html.replace('<head>', '<head>\n<base target="_blank">'), mailPolicy)
        : notFound;
    },
  },
];

function listHtml(mails: readonly KeptMail[]): string {
  const list = mails.length === 0 ? '<p>No mails yet.</p>' : mails.map(mailHtml).join('\n');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Mails · Auth Service</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
<h1>Mails</h1>
<p>SMTP_URL is not set, so mails are kept here. Reload this page to see new ones.</p>
${list}
</body>
</html>
`;
}

function mailHtml({ id, recipient, date, subject, text }: KeptMail, index: number): string {
  return `<details${index === 0 ? ' open' : ''}>
<summary><time datetime="${date}">${date.slice(0, 19).replace('T', ' ')} UTC</time>
<b>${escapeHtml(subject)}</b>
<span>To: ${escapeHtml(recipient)}</span></summary>
<pre>${withLinks(escapeHtml(text))}</pre>
<iframe sandbox="allow-popups allow-popups-to-escape-sandbox" loading="lazy" title="HTML of the mail" src="./mails/html?id=${id}"></iframe>
</details>`;
}

/** @param html escaped text. */
function withLinks(html: string): string {
  return html.replace(
    /\bhttps?:\/\/[^\s<>"]+/g,
    (url) => `<a href="${url}" target="_blank" rel="noopener">${url}</a>`,
  );
}
