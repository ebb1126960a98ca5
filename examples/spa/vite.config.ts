import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [react()],
  // Tests start several of these at once, each of which writes the generated files: the others must not reload for it.
  server: { host: 'localhost', ...(process.env.WATCH === 'off' && { watch: null }) },
  // The client is linked from its folder, where it has packages of its own for its tests; here there is one of each.
  resolve: { dedupe: ['@apollo/client', 'graphql', 'rxjs'] },
  // It is built anew at each start, which a copy in Vite's cache would not notice.
  optimizeDeps: { exclude: ['auth-service-client'] },
});
