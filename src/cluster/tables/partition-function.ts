import { parseExpression } from '../../../grammar/parser.ts'
import { print } from '../../../grammar/print/print.ts'
import { shipped } from '../../engine/session/shipped-function.ts'
import { Callable } from '../../runtime/callable.ts'
import type { Context } from '../../runtime/context.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { UserFunction } from '../../runtime/user-function.ts'
import type { DatabaseRecord } from '../../storage/catalog/database-record.ts'
import type { TableRecord } from '../../storage/catalog/table-record.ts'
import { castVector } from '../../values/cast/vector.ts'
import { type DataType, isLiteral } from '../../values/data-type.ts'
import { equal } from '../../values/equal.ts'
import type { Table } from '../../values/forms/table.ts'
import { ValueError } from '../../values/value-error.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { castOrNull, type Image, type TableLevel } from './prune.ts'

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

// Functions that never give less for a larger first argument.
const KEEPING_ORDER = new Set(
  `date month datehour datetime timestamp nanotimestamp year yearBegin yearEnd quarterBegin quarterEnd monthBegin monthEnd
   semiMonthBegin semiMonthEnd weekBegin weekEnd bar floor ceil round`.split(/\s+/),
)

/** The levels of a table, with what functions make of its columns. */
export function levelsOf(
  context: Context,
  { levels }: Pick<DatabaseRecord, 'levels'>,
  record: TableRecord,
): TableLevel[] {
  return record.partitionColumns.map((column, i) => {
    const type = record.columns.find(each => each.name === column)!.type
    const source = record.partitionFunctions[i] ?? null
    const image = source === null ? null : imageOf(context, source, type)
    return { level: levels[i]!, column, type, image }
  })
}

// What the function gave when rows were written it gives again.
function imageOf(context: Context, source: string, type: DataType): Image {
  const keepsOrder = KEEPING_ORDER.has(/^\w+(?=$|\{(?:,|\}))/.exec(source)?.[0] ?? '')
  const of = (values: Vector) => {
    const cast = castOrNull(values, type)
    if (!cast || (!keepsOrder && !isSame(cast, values))) return null
    try {
      return imagesOf(context, source, cast)
    } catch (error) {
      // What it can't be called with is in no partition, and is not told from what it can.
      if (error instanceof ScriptError || error instanceof ValueError) return null
      throw error
    }
  }
  return { of, keepsOrder }
}

// `3.0` is 3 in a column of INTs, and `3.5` none of its values.
function isSame(cast: Vector, values: Vector): boolean {
  if (isLiteral(cast.type) && isLiteral(values.type)) return true
  const back = castOrNull(cast, values.type)
  return back !== null && equal(back, values)
}

function imagesOf(context: Context, source: string, column: Vector): Vector | null {
  const callable = context.evaluator.run(`(${source})`)
  if (!(callable instanceof Callable)) throw new ScriptError(`${source} is no function.`)
  const images = context.call(callable, [column])
  return images instanceof Vector && images.length === column.length ? images : null
}

/** What is looked at for the partitions of rows: columns, or what functions make of them. @throws ScriptError */
export function partitionKeys(context: Context, record: TableRecord, rows: Table): Vector[] {
  return record.partitionColumns.map((name, i) => {
    const place = record.columns.findIndex(column => column.name === name)
    const column = rows.columns[place]!
    const source = record.partitionFunctions[i] ?? null
    if (source === null) return column
    const key = imagesOf(context, source, castVector(column, record.columns[place]!.type))
    if (key) return key
    throw new ScriptError(
      `The function that ${record.name} is partitioned by should give a value for each row.`,
    )
  })
}
