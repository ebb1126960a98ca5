import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [react()],
  // Tests start several of these servers at once. Each rewrites the generated files, which must not make the others reload.
  server: { host: 'localhost', ...(process.env.WATCH === 'off' && { watch: null }) },
  // The linked client has its own packages for its tests. Dedupe, so that the app loads each package once.
  resolve: { dedupe: ['@apollo/client', 'graphql', 'rxjs'] },
  // Each start rebuilds the client, but Vite would keep using a cached copy.
  optimizeDeps: { exclude: ['auth-service-client'] },
});
