import * as arithmetic from './arithmetic.ts'
import * as cast from './cast.ts'
import * as construct from './construct.ts'
import { Registry } from './registry.ts'
import * as typeInfo from './type-info.ts'

// A theme is a module whose exported built-ins are registered; to add one, list it here.
const themes = [arithmetic, cast, construct, typeInfo]

/** Every built-in that the language has without a node around it. */
export function builtins(): Registry {
  const registry = new Registry()
  for (const theme of themes) registry.add(theme)
  return registry
}
