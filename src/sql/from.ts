import type { FromSource, TableSource } from '../../grammar/ast.ts'
import type { Context } from '../runtime/context.ts'
import { ScriptError } from '../runtime/script-error.ts'
import type { Lookup } from '../values/code.ts'
import { Table } from '../values/table.ts'
import type { Value } from '../values/value.ts'
import { Frame } from './frame.ts'
import { Source } from './source.ts'

/** A table of `from` and what the query calls it. */
export interface NamedTable {
  readonly table: Table | Source
  readonly owner: string | null
}

/** Evaluates a table of `from`. @throws ScriptError when it is none. */
export function namedTable(context: Context, source: TableSource, lookup: Lookup): NamedTable {
  const value = context.evaluator.compile(source.value)({ resolve: lookup })
  return { table: tableOf(value), owner: source.alias ?? nameOf(source) }
}

const nameOf = (source: TableSource) => (source.value.kind === 'name' ? source.value.name : null)

function tableOf(value: Value): Table | Source {
  if (value instanceof Table || value instanceof Source) return value
  throw new ScriptError(`A table is expected after from, not a ${value.form}.`)
}

/** The rows that a query over memory begins with. Without `from` there is one row without columns. */
export function framesOf(_context: Context, sources: readonly FromSource[], lookup: Lookup): Frame {
  if (sources.length === 0) return new Frame([], 1, lookup)
  throw new ScriptError('Joins in from are being built.')
}
