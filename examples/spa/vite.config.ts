import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [react()],
  server: { host: 'localhost' },
  // The client is linked from its folder, where it has packages of its own for its tests; here there is one of each.
  resolve: { dedupe: ['@apollo/client', 'graphql', 'rxjs'] },
  // It is built anew at each start, which a copy in Vite's cache would not notice.
  optimizeDeps: { exclude: ['auth-service-client'] },
});
