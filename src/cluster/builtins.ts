import { createRequire } from 'node:module'
import { builtins } from '../functions/builtins.ts'
import type { Registry } from '../functions/registry.ts'

const require = createRequire(import.meta.url)

/** Every built-in of a node with a store: the language's, and those on databases. */
export function nodeBuiltins(): Registry {
  return builtins().later(() => require('./themes.ts').themes)
}
