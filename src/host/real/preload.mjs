// Loaded before anything else in a process and in each of its threads (`node --import`): how the sources get in quickly, half
// of the time to the first answer. Plain JavaScript, since stripping types of this very file would load the stripper.
import { enableCompileCache, registerHooks } from 'node:module'

// Sources are stripped of their types and compiled once, and kept between runs.
enableCompileCache()

// The project's own imports name files in full: nothing need be looked for.
registerHooks({
  resolve(specifier, context, next) {
    if (specifier.startsWith('.') && specifier.endsWith('.ts') && context.parentURL)
      return {
        url: new URL(specifier, context.parentURL).href,
        format: 'module-typescript',
        shortCircuit: true,
      }
    const found = next(specifier, context)
    // It comes as ninety modules, and as one.
    const url =
      specifier === 'chevrotain' ? found.url.replace('/src/api.js', '/chevrotain.min.mjs') : found.url
    return { ...found, url }
  },
})
