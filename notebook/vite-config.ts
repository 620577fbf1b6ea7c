import { defineConfig, type Plugin } from 'vite'

// What the page of a notebook loads is many files deep, and its editor the largest of them: the page itself names them, so that
// they come, and are compiled, while the rest begins.
const editorAtOnce: Plugin = {
  name: 'editor-at-once',
  transformIndexHtml: {
    order: 'post',
    handler(_html, { bundle }) {
      const needed = Object.values(bundle ?? {}).filter(({ fileName }) =>
        /\/(monaco-with-features|load-monaco|notebook-page)-[^/]*\.js$/.test(fileName),
      )
      const addresses = JSON.stringify(needed.map(({ fileName }) => `./${fileName}`))
      const children = `if (/^(#\\/?(notebook.*)?)?$/.test(location.hash)) for (const href of ${addresses}) document.head.append(Object.assign(document.createElement('link'), { rel: 'modulepreload', href }))`
      return [{ tag: 'script', children, injectTo: 'head' }]
    },
  },
}

// The pages work under any path of any node, with no other host: everything is relative and bundled.
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [editorAtOnce],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    // The editor is most of it, and loads by itself.
    chunkSizeWarningLimit: 6000,
  },
  worker: { format: 'es' },
})
