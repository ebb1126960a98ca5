import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { bundle } from '../bundle.ts';

interface ReactPage {
  origin: string;
  close(): void;
}

/** Serves `app.tsx`, in a development build of React, so that StrictMode runs effects twice. */
export async function serveReactPage(): Promise<ReactPage> {
  const chunks = bundle("import 'client/tests/react-page/app.tsx';", { mode: 'development' });
  const server = createServer(async (request, response) => {
    const name = new URL(request.url ?? '', 'http://localhost').pathname.slice(1);
    if (name === 'styles.css') {
      response.setHeader('content-type', 'text/css');
      response.end(await readFile('client/styles.css'));
      return;
    }
    const chunk = (await chunks).find(({ fileName }) => fileName === name);
    response.setHeader('content-type', chunk ? 'text/javascript' : 'text/html; charset=utf-8');
    response.end(
      chunk?.code ??
        '<!doctype html><html lang="en"><title>App</title><link rel="stylesheet" href="/styles.css"><div id="root"></div><script type="module" src="/app.js"></script></html>',
    );
  });
  await once(server.listen(0), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://localhost:${port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
