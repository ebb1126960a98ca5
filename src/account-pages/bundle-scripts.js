import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { rolldown } from 'rolldown';

/** Compiles each page's script with its imports into one file, so that a browser needs one request. `npm run build` runs this. */
const folder = path.join(import.meta.dirname, 'browser');
const target = 'dist/src/account-pages/browser';
const pages = readdirSync(folder).filter((name) => name.endsWith('-page.ts'));

rmSync(target, { recursive: true, force: true });
for (const page of pages) {
  // The service serves the library for QR codes as its package has it (page-files.ts).
  const bundle = await rolldown({ input: path.join(folder, page), external: './qr.js' });
  const file = path.join(target, page.replace('.ts', '.js'));
  await bundle.write({ file, format: 'es', minify: true, codeSplitting: false });
  await bundle.close();
}
