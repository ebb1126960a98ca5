import { isOlderThan, read } from './version.js';

const oldest = read('../../package.json').engines.node.replace('>=', '');

/** Without this, Node.js would report a syntax error: a module that it does not have, or that lacks an export. */
if (isOlderThan(oldest)) {
  process.stderr.write(
    `The service needs Node.js ${oldest} or newer, and this is ${process.version}. npm run prepare installs one for the npm scripts.\n`,
  );
  process.exit(1);
}
