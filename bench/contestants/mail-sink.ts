import { once } from 'node:events';
import net from 'node:net';
import { SMTPServer } from 'smtp-server';

let [count, first, last] = [0, 0, 0];

/** A mail server that accepts every mail, and reports how many arrived and when. */
const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  disableReverseLookup: true,
  logger: false,
  onData(stream, _session, done) {
    stream.resume();
    stream.on('end', () => {
      count += 1;
      last = performance.now();
      if (count === 1) first = last;
      done(null);
    });
  },
});
server.on('error', () => undefined);

process.on('message', (message) => {
  if (message === 'reset') [count, first, last] = [0, 0, 0];
  process.send?.({ count, seconds: (last - first) / 1_000 });
});
process.on('disconnect', () => process.exit());
/** Accepts connections, but sends nothing. */
const deaf = net.createServer((socket) => socket.on('error', () => undefined));
await once(deaf.listen(0, '127.0.0.1'), 'listening');
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const portOf = (listener: net.Server) => (listener.address() as net.AddressInfo).port;
process.send?.({ port: portOf(server.server), deafPort: portOf(deaf) });
