import type { Select } from '../../../grammar/tree/ast.ts'
import { asColumnOf } from '../../functions/as-column.ts'
import { sortingColumn } from '../../functions/tables/key-column.ts'
import { sortRows } from '../../kernels/order/sort.ts'
import type { Context } from '../../runtime/context.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { commonTypeOf } from '../../values/cast/promote.ts'
import { ANY } from '../../values/data-type.ts'
import { everything } from '../../values/format/limits.ts'
import { cellText } from '../../values/format/table.ts'
import { Matrix } from '../../values/forms/matrix.ts'
import { Table } from '../../values/forms/table.ts'
import { allocate } from '../../values/memory.ts'
import type { Value } from '../../values/value.ts'
import { concatenate } from '../../values/vectors/build.ts'
import { Vector } from '../../values/vectors/vector.ts'
import type { Frame } from '../frame.ts'
import { asColumn, evaluate, expandItems, type OutputItem } from '../output.ts'
import { builtinCalled, isRowwise, replaceCalls, touches } from './decompose.ts'
import { GroupedFrame, type Key } from './group-by.ts'
import { groupsOf, keysOf } from './keys.ts'
import type { RowGroups } from './row-groups.ts'

/** Distinct keys in ascending order, and which of them each cell belongs to. */
interface Axis {
  readonly labels: readonly Vector[]
  readonly count: number
  /** Place on the axis of each cell. */
  readonly places: Int32Array
}

/**
 * Rows rearranged in two dimensions: the last key goes across, the others down. A cell that several rows fall into has
 * their aggregate, or the last row's value. A table for `select`, a labelled matrix for `exec`. @throws ScriptError
 */
export function pivot(context: Context, query: Select, frame: Frame): Value {
  if (query.groupBy.length < 2)
    throw new ScriptError('pivot by takes at least two columns: those down, then the one across.')
  const keys = keysOf(context, query.groupBy, frame)
  const cells = groupsOf(keys)
  const down = axisOf(keys.slice(0, -1), cells)
  const across = axisOf(keys.slice(-1), cells)
  const items = expandItems(query.items, frame)
  const grid = gridOf(down, across)
  const shape: Shape = { down, across, grid }
  const values = items.map(
    item =>
      cellValues(context, item, frame, cells, keys, grid) ??
      ofWhole(context, item, frame, cells, keys, shape),
  )
  if (query.verb === 'exec') return pivotMatrix(values, shape)
  const names = keys.slice(0, -1).map(key => key.name)
  const columns = [...down.labels]
  items.forEach((item, i) => {
    const value = values[i]!
    if (value.length === down.count && value.length !== grid.length) {
      names.push(item.names[0] ?? '')
      columns.push(value)
      return
    }
    const prefix = items.length > 1 ? `${item.names[0]}_` : ''
    for (let c = 0; c < across.count; c++) {
      names.push(prefix + (cellText(across.labels[0]!, c, everything) || 'NULL'))
      columns.push(value.slice(c * down.count, (c + 1) * down.count))
    }
  })
  return new Table(names, columns)
}

function axisOf(keys: readonly Key[], cells: RowGroups): Axis {
  const ofCells = keys.map(key => ({ ...key, column: key.column.gather(cells.firstRows) }))
  const groups = groupsOf(ofCells)
  const found = ofCells.map(key => key.column.gather(groups.firstRows))
  const order = sortRows(
    found.map(column => ({ column: sortingColumn(column) })),
    groups.count,
  )
  const placeOfGroup = allocate('i32', groups.count)
  order.forEach((group, place) => {
    placeOfGroup[group] = place
  })
  const places = groups.codes.map(group => placeOfGroup[group]!)
  return { labels: found.map(column => column.gather(order)), count: groups.count, places }
}

interface Shape {
  readonly down: Axis
  readonly across: Axis
  /** Cells column by column: that at row r of column c is grid[c * rows + r], −1 where there is none. */
  readonly grid: Int32Array
}

// A value for each place of the grid: an aggregate, or what the expression gives for the cell's last row. Null where
// the expression looks beyond a row.
function cellValues(
  context: Context,
  item: OutputItem,
  frame: Frame,
  cells: RowGroups,
  keys: readonly Key[],
  grid: Int32Array,
): Vector | null {
  const inCells = new GroupedFrame(context, frame, cells, keys)
  const { expression } = item
  const isAggregate = expression.kind === 'call' && builtinCalled(context, expression)?.aggregate
  const grouped = inCells.aggregated(item) ?? (isAggregate ? inCells.column(item) : null)
  if (grouped) return grouped[0]!.vector.gather(grid)
  const isColumn = (name: string) => frame.indexOf(name) >= 0
  if (!isRowwise(context, expression, isColumn)) return null
  const byRow = asColumn(evaluate(context, expression, frame), frame.rows, item.names[0] ?? '')
  return byRow.gather(lastRows(cells)).gather(grid)
}

function lastRows(cells: RowGroups): Int32Array {
  const last = allocate('i32', cells.count)
  for (let row = 0; row < cells.codes.length; row++) last[cells.codes[row]!] = row
  return last
}

// Other functions see each column, and each aggregate, as the matrix that it becomes: `rowSum(ffill(last(v)))`. One value a
// row, or one a cell.
function ofWhole(
  context: Context,
  item: OutputItem,
  frame: Frame,
  cells: RowGroups,
  keys: readonly Key[],
  { down, across, grid }: Shape,
): Vector {
  const last = lastRows(cells)
  const matrixOf = (data: Vector) =>
    new Matrix(data, down.count, across.count, down.labels[0]!, across.labels[0]!)
  const isColumn = (name: string) => frame.indexOf(name) >= 0
  const aggregates = new Map<string, Matrix>()
  const expression = replaceCalls(item.expression, call => {
    if (!builtinCalled(context, call)?.aggregate || !touches(call, isColumn)) return null
    const data = cellValues(context, { ...item, expression: call }, frame, cells, keys, grid)
    if (!data) return null
    // A name that no script can write.
    const name = `\u0001${aggregates.size}`
    aggregates.set(name, matrixOf(data))
    return { kind: 'name', name, qualifiers: [], span: call.span }
  })
  const value = context.evaluator.compile(expression)({
    resolve: name => {
      const aggregate = aggregates.get(name)
      if (aggregate) return aggregate
      const column = frame.columns[frame.indexOf(name)]
      return column ? matrixOf(column.load().gather(last).gather(grid)) : frame.lookup(name)
    },
  })
  if (value instanceof Matrix && value.data.length === grid.length) return value.data
  if (value instanceof Vector && value.length === down.count) return value
  throw new ScriptError(
    `The expression ${item.names[0]} gives neither a value for each cell nor one for each row.`,
  )
}

// Cells column by column: that at row r of column c is grid[c * rows + r], −1 where there is none.
function gridOf(down: Axis, across: Axis): Int32Array {
  const grid = allocate('i32', down.count * across.count).fill(-1)
  for (let cell = 0; cell < across.places.length; cell++) {
    grid[across.places[cell]! * down.count + down.places[cell]!] = cell
  }
  return grid
}

function pivotMatrix(values: readonly Vector[], { down, across }: Shape): Value {
  const [first, ...rest] = values
  if (first!.length === down.count && across.count !== 1 && rest.length === 0) return first!
  const labels = values.length === 1 ? across.labels[0]! : null
  const data = rest.length === 0 ? first! : sideBySide(values)
  const columns = down.count === 0 ? 0 : data.length / down.count
  return new Matrix(data, down.count, columns, down.labels[0]!, labels)
}

function sideBySide(values: readonly Vector[]): Vector {
  const types = values.map(value => value.type)
  const type = commonTypeOf(types)
  if (type && type !== ANY)
    return concatenate(
      type,
      values.map(value => asColumnOf(type, value)),
    )
  throw new ScriptError(`The columns of a matrix are of one type, but these are of ${types.join(' and ')}.`)
}
