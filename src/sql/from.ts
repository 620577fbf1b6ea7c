import type { FromSource, TableSource } from '../../grammar/ast.ts'
import type { Context } from '../runtime/context.ts'
import { ScriptError } from '../runtime/script-error.ts'
import type { Lookup } from '../values/code.ts'
import { Table } from '../values/table.ts'
import type { Value } from '../values/value.ts'
import { Frame } from './frame.ts'

/** The rows that a query begins with. @throws ScriptError when what stands in `from` is no table. */
export function framesOf(context: Context, sources: readonly FromSource[], lookup: Lookup): Frame {
  const [first] = sources
  // Without `from` there is one row without columns.
  if (!first) return new Frame([], 1, lookup)
  if (sources.length > 1 || first.kind === 'joinSource')
    throw new ScriptError('Joins in from are being built.')
  return tableFrame(context, first, lookup)
}

function tableFrame(context: Context, source: TableSource, lookup: Lookup): Frame {
  const value = context.evaluator.compile(source.value)({ resolve: lookup })
  const owner = source.alias ?? (source.value.kind === 'name' ? source.value.name : null)
  return Frame.ofTable(tableOf(value), owner, lookup)
}

function tableOf(value: Value): Table {
  if (value instanceof Table) return value
  throw new ScriptError(`A table is expected after from, not a ${value.form}.`)
}
