// Loaded before anything else in a process and in each of its threads (`node --import`): how the sources get in quickly, half
// of the time to the first answer. Plain JavaScript, since stripping types of this very file would load the stripper.
import { enableCompileCache, registerHooks } from 'node:module'

// Sources are stripped of their types and compiled once, and kept between runs.
enableCompileCache()

// Chevrotain comes as ninety modules, and as one.
const chevrotain = new URL('../node_modules/chevrotain/lib/chevrotain.min.mjs', import.meta.url).href

// The project's own imports name files in full: nothing need be looked for.
registerHooks({
  resolve(specifier, context, next) {
    if (specifier.startsWith('.') && specifier.endsWith('.ts') && context.parentURL)
      return {
        url: new URL(specifier, context.parentURL).href,
        format: 'module-typescript',
        shortCircuit: true,
      }
    if (specifier === 'chevrotain') return { url: chevrotain, format: 'module', shortCircuit: true }
    return next(specifier, context)
  },
})
