import { builtins } from '../functions/index.ts'
import type { Registry } from '../functions/registry.ts'
import * as columns from './column-functions.ts'
import * as databases from './database-functions.ts'
import * as schema from './schema.ts'
import * as tables from './table-functions.ts'

/** Every built-in of a node with a store: the language's, and those on databases. */
export function nodeBuiltins(): Registry {
  const registry = builtins()
  for (const theme of [databases, tables, columns, schema]) registry.add(theme)
  return registry
}
