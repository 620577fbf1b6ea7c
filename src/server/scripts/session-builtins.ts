import { createRequire } from 'node:module'
import { nodeBuiltins } from '../../cluster/builtins.ts'
import type { Registry } from '../../functions/registry.ts'

const require = createRequire(import.meta.url)

/** Every built-in that a node's sessions have: the language's, those on databases, and the node's own. */
export function sessionBuiltins(): Registry {
  return nodeBuiltins()
    .later(() => require('./themes.ts').themes)
    .later(() => require('../notebook/themes.ts').themes)
}
