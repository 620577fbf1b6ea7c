import { parseExpression } from '../../../grammar/parser.ts'
import { print } from '../../../grammar/print/print.ts'
import { shipped } from '../../engine/session/shipped-function.ts'
import { Callable } from '../../runtime/callable.ts'
import type { Context } from '../../runtime/context.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { UserFunction } from '../../runtime/user-function.ts'
import type { TableRecord } from '../../storage/catalog/table-record.ts'
import { castVector } from '../../values/cast/vector.ts'
import type { Table } from '../../values/forms/table.ts'
import { Vector } from '../../values/vectors/vector.ts'

/** What a table is partitioned by: a column, and a script that gives the function applied to it before; null: none. */
export interface PartitionedBy {
  readonly column: string
  readonly source: string | null
}

/**
 * Reads `column` or `f(column, 6, 8)`. A function of the session becomes part of the script, so that the table can be written
 * when the session is gone. @throws ScriptError
 */
export function partitionedBy(context: Context, text: string, columns: readonly string[]): PartitionedBy {
  const { expression } = text.includes('(') ? parseExpression(text) : { expression: null }
  if (expression === null) return { column: text, source: null }
  if (expression.kind !== 'call' || expression.callee.kind !== 'name') throw notACall(text)
  const values = expression.arguments.map(({ value }) => value)
  const isColumn = (name: string) => columns.some(column => column.toLowerCase() === name.toLowerCase())
  const places = values.flatMap((value, i) => (value?.kind === 'name' && isColumn(value.name) ? [i] : []))
  const column = values[places[0]!]
  if (places.length !== 1 || column?.kind !== 'name') throw notACall(text)
  const callee = functionText(context, expression.callee.name)
  if (values.length === 1) return { column: column.name, source: callee }
  const fixed = values.map(value => (value === column || value === null ? '' : print(value)))
  return { column: column.name, source: `${callee}{${fixed.join(', ')}}` }
}

const notACall = (text: string) =>
  new ScriptError(
    `${text}: tables are partitioned by columns, or by a function of a column and of constants.`,
  )

function functionText(context: Context, name: string): string {
  const found = context.evaluator.findFunction(name)
  if (!found) throw new ScriptError(`Can't recognize function name ${name}`)
  if (!(found instanceof UserFunction)) return name
  if (shipped(context, found).definitions.length > 1)
    throw new ScriptError(`${name} can't partition a table: it calls other functions of the session.`)
  return `(${found.header.text.replace(/\b(defg?)\s+[\p{L}_][\p{L}\p{N}_]*/u, '$1')})`
}

/** What is looked at for the partitions of rows: columns, or what functions make of them. @throws ScriptError */
export function partitionKeys(context: Context, record: TableRecord, rows: Table): Vector[] {
  return record.partitionColumns.map((name, i) => {
    const place = record.columns.findIndex(column => column.name === name)
    const column = rows.columns[place]!
    const source = record.partitionFunctions[i] ?? null
    if (source === null) return column
    const callable = context.evaluator.run(`(${source})`)
    if (!(callable instanceof Callable)) throw new ScriptError(`${source} is no function.`)
    const key = context.call(callable, [castVector(column, record.columns[place]!.type)])
    if (key instanceof Vector && key.length === column.length) return key
    throw new ScriptError(
      `The function that ${record.name} is partitioned by should give a value for each row.`,
    )
  })
}
