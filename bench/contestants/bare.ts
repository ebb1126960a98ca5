import { createServer, type IncomingMessage } from 'node:http';
import { announce } from './announce.ts';
import { logIn, me, refresh, signUp } from './hand-written.ts';

async function bodyOf(request: IncomingMessage): Promise<Record<string, string>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString());
}

const text = (value: string | undefined) => value ?? '';

async function answer(request: IncomingMessage): Promise<object | undefined> {
  if (request.url === '/me') return me(request.headers.authorization);
  const { username, email, password, refreshToken } = await bodyOf(request);
  if (request.url === '/refresh') return refresh(text(refreshToken));
  if (request.url === '/login') return logIn(text(username), text(password));
  return signUp(text(username), text(email), text(password));
}

const server = createServer((request, response) => {
  answer(request).then(
    (value) => {
      const body = JSON.stringify(value ?? { error: 'unauthenticated' });
      response.writeHead(value ? 200 : 401, {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
      });
      response.end(body);
    },
    () => response.writeHead(500).end(),
  );
});
server.listen(0, '127.0.0.1', () => announce(server));
