import react from '@vitejs/plugin-react';
import { defaultClientConditions, defineConfig } from 'vite';

/**
 * Builds the studio into dist/web as static files for a strict Content-Security-Policy: nothing inline, every asset a
 * file of its own, addresses relative to the page. `vite dev` forwards /api to STUDIOHAND_SERVER (http://host:port).
 */
const server = process.env['STUDIOHAND_SERVER'];

export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [react()],
  resolve: { conditions: ['source', ...defaultClientConditions] },
  worker: { format: 'es' },
  build: {
    outDir: 'dist/web',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2023',
  },
  server: server === undefined ? {} : { proxy: { '/api': { target: server, changeOrigin: true } } },
});
