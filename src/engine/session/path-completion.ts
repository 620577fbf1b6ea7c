import { tokenize } from '../../../grammar/tokens/lexer.ts'
import type { Registry } from '../../functions/registry.ts'
import type { Context } from '../../runtime/context.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { type Scalar, string } from '../../values/forms/scalar.ts'
import { Table } from '../../values/forms/table.ts'
import { TableValue } from '../../values/forms/table-value.ts'
import { StringVector } from '../../values/vectors/string-vector.ts'
import type { Candidate, Completion } from './completion.ts'

/**
 * What could stand at the end of `before`, if that is inside a string: databases after `dfs://`, tables in loadTable's
 * second argument, else what is in the folder that the string names. Undefined outside of strings. The session finds
 * what its user may see, by the same functions that scripts call.
 */
export function completePath(context: Context, registry: Registry, before: string): Completion | undefined {
  const last = tokenize(before).tokens.at(-1)
  // The lexer closes a string that is still open.
  const isOpen = last !== undefined && last.startOffset + last.image.length > before.length
  if (!isOpen || !/^["']/.test(last.image)) return undefined
  const start = last.startOffset + 1
  const written = before.slice(start)
  const ask = (name: string, ...args: string[]) => answerOf(context, registry, name, args)
  const starting = (from: number, names: Iterable<string>) => {
    const word = before.slice(from)
    const fitting = [...names].filter(name => name.startsWith(word)).sort()
    return { from, candidates: fitting.map((text): Candidate => ({ text, kind: 'path' })) }
  }
  if (written.startsWith('dfs://')) return starting(start, strings(ask('getClusterDFSDatabases')))
  const database = /\bloadTable\(\s*["'](dfs:\/\/[^"']*)["']\s*,\s*["'][^"']*$/.exec(before)?.[1]
  if (database !== undefined) {
    const inside = `${database}/`
    const tables = strings(ask('getClusterDFSTables')).filter(path => path.startsWith(inside))
    return starting(
      start,
      tables.map(path => path.slice(inside.length)),
    )
  }
  const slash = written.lastIndexOf('/') + 1
  return starting(start + slash, listed(ask('files', slash === 0 ? '.' : written.slice(0, slash))))
}

/** The tables of databases that a text loads. */
export function loadedTables(context: Context, registry: Registry, text: string): TableValue[] {
  const calls = text.matchAll(/\bloadTable\(\s*["'](dfs:\/\/[^"']+)["']\s*,\s*(?:["']([^"']+)["']|`(\w+))/g)
  return Array.from(calls, ([, database, quoted, symbol]) =>
    answerOf(context, registry, 'loadTable', [database!, (quoted ?? symbol)!]),
  ).filter(table => table instanceof TableValue)
}

// Undefined where it is refused, or where there is nothing of the name.
function answerOf(context: Context, registry: Registry, name: string, args: readonly string[]): unknown {
  const callee = registry.get(name)
  if (!callee) return undefined
  try {
    return context.call(callee, args.map(string))
  } catch (error) {
    if (error instanceof ScriptError) return undefined
    throw error
  }
}

const strings = (value: unknown): readonly string[] => (value instanceof StringVector ? value.texts() : [])

// Folders end in a slash, so that completion goes on in them.
function listed(value: unknown): string[] {
  if (!(value instanceof Table)) return []
  const isFolder = value.column('isDir')!
  return strings(value.column('filename')).map((name, row) =>
    (isFolder.get(row) as Scalar).raw ? `${name}/` : name,
  )
}
