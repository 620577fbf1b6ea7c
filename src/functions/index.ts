import * as arithmetic from './arithmetic.ts'
import { Registry } from './registry.ts'

// A theme is a module whose exported built-ins are registered; to add one, list it here.
const themes = [arithmetic]

/** Every built-in that the language has without a node around it. */
export function builtins(): Registry {
  const registry = new Registry()
  for (const theme of themes) registry.add(theme)
  return registry
}
