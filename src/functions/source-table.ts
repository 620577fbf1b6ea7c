import type { Context } from '../runtime/context.ts'
import { RemoteTable } from '../runtime/remote-table.ts'
import { ScriptError } from '../runtime/script-error.ts'
import { DATASOURCE } from '../values/data-type.ts'
import { Table } from '../values/forms/table.ts'
import type { Value } from '../values/value.ts'
import { Tuple } from '../values/vectors/tuple.ts'
import type { Vector } from '../values/vectors/vector.ts'
import { wrongArgument } from './argument.ts'

const isDataSource = (value: Value) => value.form === 'system' && value.type === DATASOURCE

/** The data sources that a value is, if any: one, or a tuple of them. */
export function dataSourcesOf(value: Value | undefined): readonly Value[] | undefined {
  if (value instanceof Tuple && value.length > 0 && value.items.every(isDataSource)) return value.items
  return value !== undefined && isDataSource(value) ? [value] : undefined
}

/** The rows of data sources, as one table. */
export function rowsOfSources(context: Context, sources: readonly Value[]): Table {
  const call = (name: string, args: Value[]) => context.evaluator.findFunction(name)!.invoke(context, args)
  const tables = call('mr', [new Tuple([...sources]), context.evaluator.findFunction('asis')!]) as Tuple
  return call('unionAll', [tables]) as Table
}

/** A table of what data there is: one in memory, a stored one, or the rows of data sources. @throws ScriptError */
export function sourceTable(context: Context, ds: Value | undefined, usage: string): Table {
  if (ds instanceof Table) return ds
  if (ds instanceof RemoteTable) return ds.load(context)
  const sources = dataSourcesOf(ds)
  if (!sources) throw wrongArgument(usage, 'ds', 'a table or data sources', ds)
  return rowsOfSources(context, sources)
}

/** The column of a table that has this name. @throws ScriptError */
export function columnNamed(table: Table, name: string, usage: string): Vector {
  const column = table.column(name)
  if (column) return column
  throw new ScriptError(`Usage: ${usage}. There is no column ${name}; there are ${table.names.join(', ')}.`)
}
