import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { contentSecurityPolicy, developmentPolicy } from './content-security-policy.ts';

const service = new URL(process.env.VITE_AUTH_URL ?? 'http://localhost:4000/graphql').origin;

export default defineConfig(({ command }) => {
  const development = command === 'serve' ? developmentPolicy(service) : undefined;
  return {
    plugins: [react(), contentSecurityPolicy(service)],
    ...(development && { html: { cspNonce: development.nonce } }),
    server: {
      host: 'localhost',
      headers: { 'content-security-policy': development?.header ?? '' },
      // In tests, several of these servers run at once, and changed files must not make them reload.
      ...(process.env.WATCH === 'off' && { watch: null }),
    },
    preview: { host: 'localhost', headers: { 'content-security-policy': "frame-ancestors 'none'" } },
    // The linked client has its own packages for its tests. Dedupe, so that the app loads each package once.
    resolve: { dedupe: ['@apollo/client', 'graphql', 'react', 'react-dom', 'rxjs'] },
    // Each start rebuilds the client, but Vite would keep using a cached copy.
    optimizeDeps: { exclude: ['graphql-auth-service-client'] },
  };
});
