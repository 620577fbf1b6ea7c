import { defineConfig } from 'vite'

// The pages work under any path of any node, with no other host: everything is relative and bundled.
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    // The editor is most of it, and loads by itself.
    chunkSizeWarningLimit: 6000,
  },
  worker: { format: 'es' },
})
