import { SMTPServer } from 'smtp-server';

let [count, first, last] = [0, 0, 0];

/** A mail server that accepts every mail, and tells how many came and when. */
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
server.listen(0, '127.0.0.1', () =>
  process.send?.({ port: (server.server.address() as { port: number }).port }),
);
