import { isTooOld, oldest } from './version.js';

/** Without this, Node.js would report a syntax error: a module that it does not have, or that lacks an export. */
if (isTooOld) {
  process.stderr.write(
    `The service needs Node.js ${oldest} or newer, and this is ${process.version}. npm run prepare installs one for the npm scripts.\n`,
  );
  process.exit(1);
}
