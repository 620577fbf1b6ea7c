import { createRequire } from 'node:module'
import * as arithmetic from './operators/arithmetic.ts'
import * as comparison from './operators/comparison.ts'
import * as logic from './operators/logic.ts'
import { Registry } from './registry.ts'
import * as system from './session/system.ts'
import * as construct from './vectors/construct.ts'

const require = createRequire(import.meta.url)

/**
 * Every built-in that the language has without a node around it. The first themes are there at once; all the others
 * (index.ts lists them) when a name isn't among those, so that `1+1` needn't wait for hundreds of functions.
 */
export function builtins(): Registry {
  const registry = new Registry()
  for (const theme of [arithmetic, comparison, construct, logic, system]) registry.add(theme)
  return registry.later(() => require('./index.ts').themes)
}
