import { accessTokenOf } from './access-token.ts';
import { preparedDocument } from './prepared-document.ts';

const source = 'https://embeddable-sandbox.cdn.apollographql.com/v2/embeddable-sandbox.umd.production.min.js';

/** If a firewall drops packets, the browser reports no error for minutes. */
const patienceMilliseconds = 1000;

const placeholder = '<accessToken>';
let accessToken = placeholder;

type Embed = new (options: object) => unknown;

const page = document.querySelector('#page') as HTMLElement;
// GraphiQL links to #sandbox, for users with slow connections.
const mayWait = location.hash === '#sandbox';
const patience = mayWait ? undefined : setTimeout(openGraphiql, patienceMilliseconds);
const script = document.createElement('script');
script.addEventListener('load', openSandbox);
script.addEventListener('error', openGraphiql);
script.src = source;
document.head.append(script);

function openGraphiql(): void {
  clearTimeout(patience);
  location.replace('./graphiql');
}

function openSandbox(): void {
  clearTimeout(patience);
  const { EmbeddedSandbox } = window as { EmbeddedSandbox?: Embed };
  // A captive portal responds with its login page instead of the script.
  if (EmbeddedSandbox === undefined) {
    openGraphiql();
    return;
  }
  page.replaceChildren();
  new EmbeddedSandbox({
    target: page,
    initialEndpoint: new URL('./graphql', location.href).href,
    initialState: {
      document: preparedDocument,
      headers: { Authorization: `Bearer ${placeholder}` },
      pollForSchemaUpdates: false,
    },
    endpointIsEditable: false,
    hideCookieToggle: false,
    runTelemetry: false,
    allowDynamicStyles: false,
    handleRequest: send,
  });
}

/** Sends a request for Sandbox, with the last login's token instead of the placeholder. */
async function send(
  url: string,
  options: RequestInit & { headers?: Record<string, string> },
): Promise<Response> {
  const headers = Object.entries(options.headers ?? {}).map(([name, value]) => [
    name,
    value.replace(placeholder, accessToken),
  ]);
  const response = await fetch(url, { ...options, headers: Object.fromEntries(headers) });
  const answer: unknown = await response
    .clone()
    .json()
    .catch(() => undefined);
  accessToken = accessTokenOf(answer) ?? accessToken;
  return response;
}
