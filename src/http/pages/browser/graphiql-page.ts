import { accessTokenOf } from './access-token.ts';
import { preparedDocument } from './prepared-document.ts';

/** Globals from the three scripts before this one. */
declare const React: {
  createElement: (type: unknown, props: object | null, ...children: unknown[]) => unknown;
};
declare const ReactDOM: { createRoot: (container: Element) => { render: (element: unknown) => void } };
declare const GraphiQL: { Footer: unknown };

const { createElement } = React;
const root = ReactDOM.createRoot(document.querySelector('#page') as Element);
let typedHeaders = '';

// While a menu is open, Radix adds a style element. The page's Content-Security-Policy allows it only with this nonce.
Object.assign(globalThis, {
  __webpack_nonce__: document.querySelector<HTMLLinkElement>('link[nonce]')?.nonce,
});
show('');

function show(headers: string): void {
  const properties = {
    fetcher: send,
    defaultQuery: preparedDocument,
    headers,
    defaultHeaders: headers,
    onEditHeaders: (text: string) => {
      typedHeaders = text;
    },
    defaultEditorToolsVisibility: 'headers',
    shouldPersistHeaders: false,
  };
  root.render(createElement(GraphiQL, properties, createElement(GraphiQL.Footer, null, tokenNote())));
}

function tokenNote(): unknown {
  const link = createElement('a', { href: './graphql#sandbox' }, 'Apollo Sandbox');
  const text = 'The access token of the last login goes into the headers by itself. ';
  return createElement('p', { className: 'token-note' }, text, link, ' needs the internet.');
}

async function send(params: unknown, options?: { headers?: Record<string, string> }): Promise<unknown> {
  const response = await fetch('./graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...options?.headers },
    body: JSON.stringify(params),
  });
  const answer: unknown = await response.json();
  const token = accessTokenOf(answer);
  if (token !== undefined) show(withToken(typedHeaders, token));
  return answer;
}

/** Adds the token to the headers the user typed. Text that is not JSON is replaced. */
function withToken(typed: string, token: string): string {
  let others: object = {};
  try {
    others = Object(JSON.parse(typed));
  } catch {}
  const entries = Object.entries(others).filter(([name]) => name.toLowerCase() !== 'authorization');
  return JSON.stringify({ Authorization: `Bearer ${token}`, ...Object.fromEntries(entries) }, null, 2);
}
