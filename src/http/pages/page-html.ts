export function sandboxHtml(version: string): string {
  const text = loading('Apollo Sandbox from the internet… <a href="./graphiql">Open GraphiQL instead</a>');
  return asHtml('Apollo Sandbox', text, [style(version, 'page.css'), module(version, 'sandbox-page.js')]);
}

/** @param nonce for a style element that GraphiQL adds; `graphiql-page.ts` reads it from the link. */
export function graphiqlHtml(version: string, nonce: string): string {
  return asHtml('GraphiQL', loading('GraphiQL…'), [
    style(version, 'graphiql.css'),
    style(version, 'page.css', ` nonce="${nonce}"`),
    ...['react.js', 'react-dom.js', 'graphiql.js'].map((name) => script(version, name)),
    module(version, 'graphiql-page.js'),
  ]);
}

export function notInstalledHtml(version: string): string {
  const text = `<p>
        GraphiQL is not installed. It is one of the devDependencies of this service: run <code>npm ci</code> without
        <code>--omit=dev</code>. If you have internet, use <a href="./graphql#sandbox">Apollo Sandbox</a>.
      </p>`;
  return asHtml('GraphiQL', text, [style(version, 'page.css')]);
}

const loading = (what: string) => `<p>Loading ${what}</p>
      <noscript><p>This page needs JavaScript. The README shows the operations as curl commands.</p></noscript>`;

// Links are relative, since a proxy may serve the pages under another path.
const style = (version: string, name: string, attributes = '') =>
  `<link rel="stylesheet" href="./graphiql/${version}/${name}"${attributes} />`;
const script = (version: string, name: string) =>
  `<script defer src="./graphiql/${version}/${name}"></script>`;
const module = (version: string, name: string) =>
  `<script type="module" src="./graphiql/${version}/${name}"></script>`;

function asHtml(title: string, text: string, links: readonly string[]): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${title} · Auth Service</title>
    <link rel="icon" href="data:," />
    ${links.join('\n    ')}
  </head>
  <body>
    <div id="page">
      ${text}
    </div>
  </body>
</html>
`;
}

export const stylesheet = `:root {
  color-scheme: light dark;
}

html,
body,
#page {
  height: 100%;
  margin: 0;
}

#page > p,
#page > noscript > p {
  font: 16px / 1.5 system-ui, sans-serif;
  margin: 0;
  padding: 2rem;
}

iframe {
  border: none;
  display: block;
  height: 100%;
  width: 100%;
}

.token-note {
  font: 13px / 1.5 system-ui, sans-serif;
  margin: 0;
  padding: 0.5rem 1rem;
}
`;
