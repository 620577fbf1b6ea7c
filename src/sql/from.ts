import type { FromSource, TableSource } from '../../grammar/ast.ts'
import type { Context } from '../runtime/context.ts'
import { ScriptError } from '../runtime/script-error.ts'
import type { Lookup } from '../values/code.ts'
import { Table } from '../values/table.ts'
import type { Value } from '../values/value.ts'
import { Frame } from './frame.ts'
import { Source } from './source.ts'

/** The rows that a query begins with. @throws ScriptError when what stands in `from` is no table. */
export function framesOf(context: Context, sources: readonly FromSource[], lookup: Lookup): Frame {
  const [first] = sources
  // Without `from` there is one row without columns.
  if (!first) return new Frame([], 1, lookup)
  if (sources.length > 1 || first.kind === 'joinSource')
    throw new ScriptError('Joins in from are being built.')
  return tableFrame(context, first, lookup)
}

/** The partitioned table that a query reads alone, with its alias; null where it reads anything else. */
export function partitionedSource(
  context: Context,
  sources: readonly FromSource[],
  lookup: Lookup,
): { source: Source; owner: string | null } | null {
  const [first] = sources
  if (sources.length !== 1 || first?.kind !== 'tableSource') return null
  const value = context.evaluator.compile(first.value)({ resolve: lookup })
  return value instanceof Source ? { source: value, owner: ownerOf(first) } : null
}

const ownerOf = (source: TableSource) =>
  source.alias ?? (source.value.kind === 'name' ? source.value.name : null)

function tableFrame(context: Context, source: TableSource, lookup: Lookup): Frame {
  const value = context.evaluator.compile(source.value)({ resolve: lookup })
  return Frame.ofTable(tableOf(value), ownerOf(source), lookup)
}

function tableOf(value: Value): Table {
  if (value instanceof Table) return value
  throw new ScriptError(`A table is expected after from, not a ${value.form}.`)
}
