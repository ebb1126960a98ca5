import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [react()],
  // In tests, several of these servers run at once, and changed files must not make them reload.
  server: { host: 'localhost', ...(process.env.WATCH === 'off' && { watch: null }) },
  // The linked client has its own packages for its tests. Dedupe, so that the app loads each package once.
  resolve: { dedupe: ['@apollo/client', 'graphql', 'rxjs'] },
  // Each start rebuilds the client, but Vite would keep using a cached copy.
  optimizeDeps: { exclude: ['graphql-auth-service-client'] },
});
