import type { Delete, Expression, FromSource, InsertInto, SelectItem, Update } from '../../grammar/ast.ts'
import { asColumnOf } from '../functions/as-column.ts'
import { appendRows } from '../functions/table-append.ts'
import type { Context } from '../runtime/context.ts'
import type { Change } from '../runtime/query.ts'
import { ScriptError } from '../runtime/script-error.ts'
import { nullVector } from '../values/build.ts'
import type { Lookup } from '../values/code.ts'
import { INT } from '../values/data-type.ts'
import { FixedVector } from '../values/fixed-vector.ts'
import { allocate } from '../values/memory.ts'
import { Table } from '../values/table.ts'
import { TableValue } from '../values/table-value.ts'
import type { Value } from '../values/value.ts'
import { Vector } from '../values/vector.ts'
import { bindColumns } from './bind.ts'
import { segmentsOf } from './context-by.ts'
import { columnOf, Frame } from './frame.ts'
import { framesOf } from './from.ts'
import { asColumn } from './output.ts'
import { SegmentedFrame } from './segments.ts'
import { filter, trueRows } from './where.ts'

/** Insert, update or delete. @throws ScriptError */
export function change(context: Context, node: Change, lookup: Lookup): void {
  switch (node.kind) {
    case 'insertInto':
      return insert(context, node, lookup)
    case 'update':
      return update(context, node, lookup)
    case 'delete':
      return remove(context, node, lookup)
  }
}

function insert(context: Context, node: InsertInto, lookup: Lookup): void {
  const target = context.evaluator.compile(node.table)({ resolve: lookup })
  if (!(target instanceof TableValue)) throw new ScriptError('insert into takes a table.')
  const rows = node.query
    ? queryTable(context, node.query, lookup)
    : valuesTable(context, node, target, lookup)
  const placed = node.columns === null ? rows : placeColumns(target, node.columns, rows)
  if (target instanceof Table) appendRows(target, placed)
  else context.call(context.evaluator.findFunction('append!')!, [target, placed])
}

function queryTable(context: Context, query: Expression, lookup: Lookup): Table {
  const value = context.evaluator.compile(query)({ resolve: lookup })
  if (value instanceof Table) return value
  throw new ScriptError('insert into takes the rows of a table.')
}

function valuesTable(context: Context, node: InsertInto, target: TableValue, lookup: Lookup): Table {
  const values = node.values!.map(value => context.evaluator.compile(value)({ resolve: lookup }))
  const expected = node.columns?.length ?? target.names.length
  if (values.length !== expected) {
    throw new ScriptError(
      `insert into expects ${expected} values, one a column, but ${values.length} are given.`,
    )
  }
  const rows = Math.max(...values.map(value => (value instanceof Vector ? value.length : 1)))
  const types = node.columns?.map(name => target.types[placeOf(target, name)]!) ?? target.types
  const columns = values.map((value, i) => asColumnOf(types[i]!, spread(value, rows)))
  return new Table(node.columns ? [...node.columns] : [...target.names], columns)
}

const spread = (value: Value, rows: number) => (rows === 1 ? value : asColumn(value, rows, 'values'))

function placeOf(target: TableValue, name: string): number {
  const place = target.indexOf(name)
  if (place < 0) throw new ScriptError(`Unrecognized column name [${name}]`)
  return place
}

// All of the target's columns: those named from `rows`, the others null.
function placeColumns(target: TableValue, names: readonly string[], rows: Table): Table {
  const columns = target.types.map(type => nullVector(type, rows.rows))
  names.forEach((name, i) => {
    columns[placeOf(target, name)] = rows.columns[i]!
  })
  return new Table([...target.names], columns)
}

// A column with each row's number, under a name no script can write: it tells which rows a filter kept.
const ROW = '\u0001row'

function numbered(frame: Frame): Frame {
  const numbers = allocate('i32', frame.rows)
  for (let i = 0; i < numbers.length; i++) numbers[i] = i
  return frame.with([columnOf(ROW, new FixedVector(INT, numbers, false))])
}

const rowsOf = (frame: Frame) => (frame.resolve(ROW) as FixedVector).data as Int32Array

interface Chosen {
  readonly where: readonly Expression[]
  readonly contextBy: readonly SelectItem[]
}

function choose(
  context: Context,
  node: Chosen & { readonly having: Expression | null },
  frame: Frame,
): Frame {
  const kept = filter(context, numbered(frame), node.where)
  if (node.having === null || node.contextBy.length === 0) return kept
  const { frame: sorted, offsets } = segmentsOf(context, kept, node.contextBy, [])
  const segments = new SegmentedFrame(context, sorted, offsets)
  const flags = segments.column({ expression: node.having, names: ['having'] })[0]!.vector
  const rows = trueRows(flags, sorted.rows)
  return rows === null ? sorted : sorted.select(rows)
}

function update(context: Context, node: Update, lookup: Lookup): void {
  const target = inMemory(context, node.table, lookup, 'update')
  const source = node.from
    ? framesOf({ context, query: node, lookup }, [node.from], [])
    : Frame.ofTable(target, ownerOf(node.table), lookup)
  if (source.rows !== target.rows)
    throw new ScriptError('A join in update keeps the rows of the table it changes.')
  const bound = bindColumns(node, source)
  let frame = choose(context, bound, source)
  let segments: SegmentedFrame | null = null
  if (bound.contextBy.length > 0) {
    const sorted = segmentsOf(context, frame, bound.contextBy, bound.contextSort)
    frame = sorted.frame
    segments = new SegmentedFrame(context, frame, sorted.offsets)
  }
  const rows = rowsOf(frame)
  // All values are computed before any column changes: a later one may read an earlier.
  const changes = bound.sets.map(({ column, value }) => {
    const name = columnNameOf(column)
    const vector = segments
      ? segments.column({ expression: value, names: [name] })[0]!.vector
      : asColumn(context.evaluator.compile(value)(frame), frame.rows, name)
    return { name, vector }
  })
  for (const { name, vector } of changes) setColumn(target, name, rows, vector)
}

function setColumn(target: Table, name: string, rows: Int32Array, values: Vector): void {
  const place = target.indexOf(name)
  const whole = rows.length === target.rows && rows.every((row, i) => row === i)
  if (place < 0) {
    const column = whole ? values.clone() : scattered(nullVector(values.type, target.rows), rows, values)
    target.names.push(name)
    target.columns.push(column)
    return
  }
  const before = target.columns[place]!
  const converted = asColumnOf(before.type, values)
  target.columns[place] = whole ? converted.clone() : scattered(before.clone(), rows, converted)
}

function scattered(column: Vector, rows: Int32Array, values: Vector): Vector {
  for (let i = 0; i < rows.length; i++) column.set(rows[i]!, values.get(i))
  return column
}

function remove(context: Context, node: Delete, lookup: Lookup): void {
  if (node.from.kind !== 'tableSource') throw new ScriptError('delete takes rows from one table.')
  const target = inMemory(context, node.from.value, lookup, 'delete')
  const source = Frame.ofTable(target, node.from.alias ?? ownerOf(node.from.value), lookup)
  const gone = rowsOf(choose(context, bindColumns(node, source), source))
  const marks = new Uint8Array(target.rows)
  for (const row of gone) marks[row] = 1
  const kept = allocate('i32', target.rows - gone.length)
  for (let row = 0, at = 0; row < marks.length; row++) if (!marks[row]) kept[at++] = row
  target.columns = target.columns.map(column => column.gather(kept))
}

function inMemory(context: Context, expression: Expression, lookup: Lookup, verb: string): Table {
  const value = context.evaluator.compile(expression)({ resolve: lookup })
  if (value instanceof Table) return value
  throw new ScriptError(`${verb} takes a table, not a ${value.form}.`)
}

const ownerOf = (expression: Expression | FromSource) => (expression.kind === 'name' ? expression.name : null)

function columnNameOf(column: Expression): string {
  if (column.kind === 'name' || column.kind === 'member') return column.name
  if (column.kind === 'literal') return column.text
  throw new ScriptError('The left side of set is a column.')
}
