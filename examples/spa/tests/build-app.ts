import { createRequire } from 'node:module';
import path from 'node:path';
import { build } from 'vite';

/** Builds the app into the folder that its argument names, once for all tests. A server sets the settings (built-app.ts). */
const [outDir = ''] = process.argv.slice(2);
// The server of the built app replaces it.
process.env.VITE_AUTH_URL = 'http://service.invalid/graphql';
const root = path.join(import.meta.dirname, '..');

// jest sets it to "test", and Vite would build for development.
process.env.NODE_ENV = 'production';
await build({
  root,
  logLevel: 'warn',
  define: {
    'import.meta.env.VITE_AUTH_URL': 'settings.auth',
    'import.meta.env.VITE_STORAGE': 'settings.storage',
  },
  build: {
    outDir,
    emptyOutDir: true,
    rolldownOptions: {
      // Tests import some modules of the app in its pages.
      input: {
        index: path.join(root, 'index.html'),
        auth: path.join(root, 'src/auth.ts'),
        mutate: path.join(root, 'src/mutate.ts'),
        operations: path.join(root, 'src/gql/graphql.ts'),
        'qr-decode': createRequire(import.meta.url).resolve('qr/decode.js'),
      },
      preserveEntrySignatures: 'strict',
      output: { entryFileNames: '[name].js' },
    },
  },
});
