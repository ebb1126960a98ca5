import { RawSocket } from './raw-socket.ts';

interface Operation {
  query: string;
  variables?: object;
  token?: string;
}

/** Sends operations so that they all arrive in one turn of the service's event loop. @returns the responses, in order. */
export async function sendTogether(url: string, operations: readonly Operation[]): Promise<unknown[]> {
  const requests = operations.map(({ query, variables, token }, index) => {
    const body = JSON.stringify({ query, variables });
    return [
      'POST /graphql HTTP/1.1',
      'host: localhost',
      'content-type: application/json',
      ...(token === undefined ? [] : [`authorization: Bearer ${token}`]),
      `connection: ${index === operations.length - 1 ? 'close' : 'keep-alive'}`,
      `content-length: ${Buffer.byteLength(body)}`,
      '',
      body,
    ].join('\r\n');
  });
  const answer = await (await RawSocket.open(url)).exchange(requests.join(''));
  const bodies = answer.split(/HTTP\/1\.1 \d{3} .*\r\n/).slice(1);
  return bodies.map((text) => JSON.parse(text.slice(text.indexOf('\r\n\r\n'))));
}
