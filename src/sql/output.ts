import type { Call, Expression, Name, SelectItem } from '../../grammar/tree/ast.ts'
import { outputName } from '../functions/metacode/output-name.ts'
import type { Context } from '../runtime/context.ts'
import { ScriptError } from '../runtime/script-error.ts'
import { Dictionary } from '../values/forms/dictionary.ts'
import { Matrix } from '../values/forms/matrix.ts'
import { NULL, Scalar } from '../values/forms/scalar.ts'
import { Table } from '../values/forms/table.ts'
import type { Value } from '../values/value.ts'
import { columnFrom, vectorOf } from '../values/vectors/build.ts'
import { Tuple } from '../values/vectors/tuple.ts'
import { Vector } from '../values/vectors/vector.ts'
import type { Frame } from './frame.ts'

/** One item of a select list once `*` and column ranges are written out. */
export interface OutputItem {
  readonly expression: Expression
  /** Its names; several for a value of several columns, null to leave a part out. Empty: to be found from the value. */
  readonly names: readonly (string | null)[]
}

/** A named column of a result. */
export interface OutputColumn {
  readonly name: string
  readonly vector: Vector
}

/** The items of a select list over a frame: `*` becomes the frame's columns, `f(*)` as many calls, but for `count(*)`. */
export function expandItems(items: readonly SelectItem[], frame: Frame): OutputItem[] {
  const taken = new Set<string>()
  return items
    .flatMap(item => expandItem(item, frame))
    .map(item => {
      const [name] = item.names
      const unique = item.names.length !== 1 || !name || !taken.has(name)
      // A column that was asked for as `t.x` beside an `x`.
      const made =
        unique || item.expression.kind !== 'name' ? item : { ...item, names: [item.expression.name] }
      for (const each of made.names) if (each !== null) taken.add(each)
      return made
    })
}

function expandItem(item: SelectItem, frame: Frame): OutputItem[] {
  const { value } = item
  if (value.kind === 'star') {
    return frame.visible
      .filter(column => value.table === null || column.owner === value.table)
      .map(column => ({ expression: nameOf(column.name, value), names: [column.shown ?? column.name] }))
  }
  const call = callOfStar(value)
  if (call && item.aliases.length === 0) {
    return frame.visible.map(column => {
      const arg = { name: null, value: nameOf(column.name, value), alias: null }
      const expression: Call = { ...call, arguments: [arg, ...call.arguments.slice(1)] }
      return { expression, names: [outputName(expression)] }
    })
  }
  return [{ expression: value, names: item.aliases.length > 0 ? aliasNames(item) : [outputName(value)] }]
}

function callOfStar(value: Expression): Call | null {
  if (value.kind !== 'call' || value.arguments[0]?.value?.kind !== 'star') return null
  return value.callee.kind === 'name' && value.callee.name === 'count' ? null : value
}

const nameOf = (name: string, at: Expression): Name => ({ kind: 'name', name, qualifiers: [], span: at.span })

function aliasNames(item: SelectItem): (string | null)[] {
  return item.aliases.map(alias => {
    if (typeof alias !== 'string')
      throw new ScriptError(`The macro variable _$${alias.name} wasn't replaced.`)
    return alias === '' ? null : alias
  })
}

/** Evaluates an expression against a frame. */
export function evaluate(context: Context, expression: Expression, frame: Frame): Value {
  return context.evaluator.compile(expression)(frame)
}

/** The columns that an item's value gives over `rows` rows. Scalars are repeated. @throws ScriptError */
export function columnsOfValue(
  value: Value,
  names: readonly (string | null)[],
  rows: number,
): OutputColumn[] {
  if (names.length > 1) return partsOf(value, names, rows)
  return [{ name: names[0] ?? '', vector: asColumn(value, rows, names[0] ?? '') }]
}

/** A value as a column of `rows` rows. @throws ScriptError when its length is another. */
export function asColumn(value: Value, rows: number, name: string): Vector {
  if (value instanceof Vector) {
    if (value.length === rows) return value
    // A tuple that isn't a column by its length may still be one value for every row.
    if (rows === 1) return new Tuple([value])
    throw new ScriptError(`The column ${name} has ${value.length} rows where ${rows} are expected.`)
  }
  if (value instanceof Matrix && value.columns === 1 && value.rows === rows) return value.data
  if (value instanceof Table) {
    if (value.columns.length === 1 && value.rows === rows) return value.columns[0]!
    if (value.columns.length === 1 && value.rows === 1) return columnFrom(value.columns[0]!.get(0), rows)
  }
  return columnFrom(value, rows)
}

function partsOf(value: Value, names: readonly (string | null)[], rows: number): OutputColumn[] {
  const parts = splitRows(value, names.length, rows)
  if (parts.length < names.length) {
    throw new ScriptError(
      `The expression gives ${parts.length} columns, but ${names.length} names are given.`,
    )
  }
  return names.flatMap((name, i) =>
    name === null ? [] : [{ name, vector: asColumn(parts[i]!, rows, name) }],
  )
}

/** As splitValue; but a tuple that has a tuple of values, or a null, for each row is taken apart column by column. */
export function splitRows(value: Value, columns: number, rows: number): Value[] {
  if (!(value instanceof Tuple) || value.length !== rows || !isOfRows(value, columns))
    return splitValue(value)
  return Array.from({ length: columns }, (_, i) =>
    vectorOf(value.items.map(row => (row instanceof Tuple ? row.get(i) : NULL))),
  )
}

const isOfRows = ({ items }: Tuple, columns: number) =>
  items.some(item => item instanceof Tuple) &&
  items.every(item =>
    item instanceof Tuple ? item.length === columns : item instanceof Scalar && item.isNull,
  )

/** The columns of a value of several: of a matrix or table, a tuple's or vector's elements, a dictionary's values. */
export function splitValue(value: Value): Value[] {
  if (value instanceof Matrix) return Array.from({ length: value.columns }, (_, i) => value.column(i))
  if (value instanceof Table) return value.columns
  if (value instanceof Vector) return Array.from({ length: value.length }, (_, i) => value.get(i))
  if (value instanceof Dictionary) return [...value.entries.values()].map(entry => entry.value)
  return value instanceof Scalar ? [value] : []
}
