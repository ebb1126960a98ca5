import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [react()],
  server: { host: 'localhost' },
  // The client is linked from its folder; from here it finds the same Apollo Client as the app.
  resolve: { preserveSymlinks: true },
  // It is built anew at each start, which a copy in Vite's cache would not notice.
  optimizeDeps: { exclude: ['auth-service-client'] },
});
