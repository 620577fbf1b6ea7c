import { renumber } from '../../kernels/groups/coding.ts'
import { groupOffsets, groupRows } from '../../kernels/groups/group.ts'
import { sortRows } from '../../kernels/order/sort.ts'
import { Callable } from '../../runtime/callable.ts'
import type { Context } from '../../runtime/context.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { together } from '../../values/cast/vector.ts'
import { BLOB, type DataType, INT, isLiteral, isTemporal } from '../../values/data-type.ts'
import { Dictionary } from '../../values/forms/dictionary.ts'
import { Matrix } from '../../values/forms/matrix.ts'
import { Table } from '../../values/forms/table.ts'
import type { Value } from '../../values/value.ts'
import { vectorOf } from '../../values/vectors/build.ts'
import { FixedVector } from '../../values/vectors/fixed-vector.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { integer, truth } from '../argument.ts'
import { define } from '../define.ts'
import { groupingColumn, sortingColumn } from '../tables/key-column.ts'

/** Rows in groups, in ascending order of their keys; group g has rows order[offsets[g]] … order[offsets[g + 1] − 1]. */
interface Grouped {
  readonly order: Int32Array
  readonly offsets: Int32Array
  readonly count: number
  readonly keys: readonly Vector[]
}

/** The columns of a key: at least one. @throws ScriptError */
const vectorsOf = (value: Value, name: string): Vector[] => {
  if (value instanceof Tuple && value.length > 0) return value.items.map(item => vectorsOf(item, name)[0]!)
  if (value instanceof Tuple) throw new ScriptError(`${name}: the tuple of grouping columns is empty.`)
  if (value instanceof Vector) return [value]
  throw new ScriptError(`${name}: a grouping column should be a vector, not a ${value.form}.`)
}

function grouped(name: string, value: Value): Grouped {
  const keys = vectorsOf(value, name)
  if (keys.some(key => key.length !== keys[0]!.length)) {
    throw new ScriptError(
      `${name}: the grouping columns have different lengths: ${keys.map(key => key.length).join(', ')}.`,
    )
  }
  const coding = groupRows(keys.map(groupingColumn))
  const found = keys.map(key => key.gather(coding.firstRows))
  const sorted = sortRows(
    found.map(key => ({ column: sortingColumn(key) })),
    coding.groups,
  )
  const numbers = new Int32Array(coding.groups)
  sorted.forEach((group, place) => {
    numbers[group] = place
  })
  const { codes, groups } = renumber(coding, numbers)
  return { ...groupOffsets(codes, groups), count: groups, keys: found.map(key => key.gather(sorted)) }
}

// What `func` is given: columns of a tuple one by one, anything else as a whole.
function argumentsOf(funcArgs: Value): Value[] {
  return funcArgs instanceof Tuple && !funcArgs.columnar ? funcArgs.items : [funcArgs]
}

function rowsIn(value: Value, rows: Int32Array, deep: boolean): Value {
  if (deep && value instanceof Tuple && !value.columnar)
    return new Tuple(value.items.map(item => rowsIn(item, rows, false)))
  if (value instanceof Vector) return value.gather(rows)
  if (value instanceof Table) return value.gather(rows)
  if (value instanceof Matrix) return matrixRows(value, rows)
  return value
}

function matrixRows(matrix: Matrix, rows: Int32Array): Matrix {
  const places = new Int32Array(rows.length * matrix.columns)
  for (let column = 0, at = 0; column < matrix.columns; column++) {
    for (const row of rows) places[at++] = column * matrix.rows + row
  }
  return new Matrix(matrix.data.gather(places), rows.length, matrix.columns, null, matrix.columnLabels)
}

function checkRows(name: string, arg: Value, expected: number, deep: boolean): void {
  if (deep && arg instanceof Tuple && !arg.columnar) {
    for (const item of arg.items) checkRows(name, item, expected, false)
    return
  }
  const rows =
    arg instanceof Vector ? arg.length : arg instanceof Matrix || arg instanceof Table ? arg.rows : expected
  if (rows !== expected)
    throw new ScriptError(`${name}: an argument has ${rows} rows where the grouping column has ${expected}.`)
}

// With `deep`, a tuple among the arguments is several of them, for the function that `func` takes in its turn.
function* results(
  name: string,
  context: Context,
  func: Value,
  args: readonly Value[],
  groups: Grouped,
  deep = false,
): Generator<Value> {
  for (const arg of args) checkRows(name, arg, groups.order.length, deep)
  for (let g = 0; g < groups.count; g++) {
    context.checkCancelled()
    const rows = groups.order.subarray(groups.offsets[g], groups.offsets[g + 1])
    yield context.call(
      func,
      args.map(arg => rowsIn(arg, rows, deep)),
    )
  }
}

const functionName = (func: Value) => (func instanceof Callable && func.name !== '' ? func.name : 'result')

export const groupby = define({
  name: 'groupby',
  signature: 'groupby(func, funcArgs, groupingCol)',
  kind: 'template',
  doc: 'Calls an aggregate for each group of rows with equal keys: a table of keys and results, a row a group. Several arguments are a tuple.',
  examples: [
    [
      'groupby(sum, 1 2 3 4, `a`b`a`b)',
      'groupingKey sum_funcArgs\n----------- ------------\na           4\nb           6',
    ],
  ],
  runNamed: (context, names, args) => groupTable(context, names, args),
  run: (context, ...args) => groupTable(context, [], args),
})

function groupTable(
  context: Context,
  names: readonly (string | null)[],
  args: readonly (Value | undefined)[],
): Value {
  const [func, funcArgs, by] = args
  const groups = grouped('groupby', by!)
  const values = [...results('groupby', context, func!, argumentsOf(funcArgs!), groups)]
  const keyNames = groups.keys.map((_, i) =>
    groups.keys.length === 1 ? (names[2] ?? 'groupingKey') : `groupingKey${i || ''}`,
  )
  const [first] = values
  if (first instanceof Dictionary) {
    const keys = [...first.entries.values()].map(entry => String(entry.key))
    const columns = keys.map(key => vectorOf(values.map(value => (value as Dictionary).get(key)!)))
    return new Table([...keyNames, ...keys], [...groups.keys, ...columns])
  }
  const name = `${functionName(func!)}_${names[1] ?? 'funcArgs'}`
  if (
    first instanceof Vector &&
    values.every(value => value instanceof Vector && value.length === first.length)
  ) {
    const columns = Array.from({ length: first.length }, (_, i) =>
      vectorOf(values.map(value => (value as Vector).get(i))),
    )
    return new Table([...keyNames, ...columns.map((_, i) => `${name}_${i}`)], [...groups.keys, ...columns])
  }
  return new Table([...keyNames, name], [...groups.keys, vectorOf(values)])
}

// Each group's result at its rows: a value for all of them, or one for each.
function scattered(values: Iterable<Value>, groups: Grouped): Vector {
  const pieces: Vector[] = []
  let g = 0
  for (const value of values) {
    const size = groups.offsets[g + 1]! - groups.offsets[g]!
    g++
    if (value instanceof Matrix) pieces.push(new Tuple(Array.from({ length: size }, () => value)))
    else if (!(value instanceof Vector)) pieces.push(vectorOf(new Array<Value>(size).fill(value)))
    else if (value.length === size) pieces.push(value)
    else throw new ScriptError(`A group of ${size} rows has a result of ${value.length} elements.`)
  }
  const joined = together(pieces)
  const back = new Int32Array(joined.length)
  groups.order.forEach((row, place) => {
    back[row] = place
  })
  return joined.gather(back)
}

export const contextby = define({
  name: 'contextby',
  signature:
    'contextby(func, funcArgs, groupingCol, [sortingCol], [semanticFilter=1], [containArgsOfHighOrderFunc=false])',
  kind: 'template',
  doc: 'Calls a function for each group of rows with equal keys and puts the results at the places of their rows; an aggregate’s is repeated. Within groups rows go in order of sortingCol. Of a table, column by column: semanticFilter 0 all, 1 numbers, 2 temporals, 3 texts, 4 numbers and temporals; the others stay. With containArgsOfHighOrderFunc a tuple within funcArgs is the arguments of a function that func takes.',
  examples: [
    ['contextby(cumsum, 1 2 3 4, `a`b`a`b)', '[1,2,4,6]'],
    ['contextby(sum, 1 2 3 4, `a`b`a`b)', '[4,6,4,6]'],
    ['contextby(prev, table(1 2 3 as x, `a`b`c as s), 1 1 2)', 'x s\n- -\n  a\n1 b\n  c'],
  ],
  run: (context, func, funcArgs, by, sorting, filter, nested) => {
    const deep = truth(nested, 'contextby', 'containArgsOfHighOrderFunc', false)
    let groups = grouped('contextby', by!)
    if (sorting) checkRows('contextby', sorting, groups.order.length, true)
    if (sorting instanceof Vector) groups = sortedWithin(groups, vectorsOf(sorting, 'contextby'))
    if (funcArgs instanceof Table) {
      const takes = semanticFilter(filter)
      const columns = funcArgs.columns.map(column =>
        takes(column.type)
          ? scattered(results('contextby', context, func!, [column], groups), groups)
          : column,
      )
      return new Table([...funcArgs.names], columns)
    }
    return scattered(results('contextby', context, func!, argumentsOf(funcArgs!), groups, deep), groups)
  },
})

const filters: readonly ((type: DataType) => boolean)[] = [
  () => true,
  isNumber,
  isTemporal,
  type => isLiteral(type) && type !== BLOB,
  type => isNumber(type) || isTemporal(type),
]

function isNumber({ category }: DataType): boolean {
  return category === 'FLOATING' || category === 'INTEGRAL' || category === 'DECIMAL'
}

/** Which columns of a table a function is applied to. @throws ScriptError */
function semanticFilter(value: Value | undefined): (type: DataType) => boolean {
  const filter = filters[integer(value, 'contextby', 'semanticFilter', 1)]
  if (filter) return filter
  throw new ScriptError('contextby: semanticFilter is one of 0 to 4.')
}

function sortedWithin(groups: Grouped, keys: readonly Vector[]): Grouped {
  const groupOfRow = new Int32Array(groups.order.length)
  for (let g = 0; g < groups.count; g++) {
    for (let i = groups.offsets[g]!; i < groups.offsets[g + 1]!; i++) groupOfRow[groups.order[i]!] = g
  }
  const next = groups.offsets.slice()
  const order = new Int32Array(groups.order.length)
  const sorted = sortRows(
    keys.map(key => ({ column: sortingColumn(key) })),
    order.length,
  )
  for (const row of sorted) order[next[groupOfRow[row]!]!++] = row
  return { ...groups, order }
}

export const segmentby = define({
  name: 'segmentby',
  signature: 'segmentby(func, funcArgs, segment)',
  kind: 'template',
  doc: 'As contextby, but a group is a run of equal keys: where a key comes again later, another group begins.',
  examples: [['segmentby(cumsum, 1 2 3 4, 1 1 2 1)', '[1,3,3,4]']],
  run: (context, func, funcArgs, segment) => {
    const [key] = vectorsOf(segment!, 'segmentby')
    const { codes } = groupRows([groupingColumn(key!)])
    const starts: number[] = []
    for (let i = 0; i < codes.length; i++) if (i === 0 || codes[i] !== codes[i - 1]) starts.push(i)
    const order = Int32Array.from(codes.keys())
    const groups = {
      order,
      offsets: Int32Array.from([...starts, codes.length]),
      count: starts.length,
      keys: [key!],
    }
    return scattered(results('segmentby', context, func!, argumentsOf(funcArgs!), groups), groups)
  },
})

export const segment = define({
  name: 'segment',
  signature: 'segment(X, [segmentOffset=true])',
  kind: 'series',
  doc: 'Numbers the runs of equal elements: each element gets the place where its run begins, or with segmentOffset=false the number of its run.',
  examples: [
    ['segment(1 1 2 1)', '[0,0,2,3]'],
    ['segment(1 1 2 1, false)', '[0,0,1,2]'],
  ],
  run: (_, x, offset) => {
    const [key] = vectorsOf(x!, 'segment')
    const { codes } = groupRows([groupingColumn(key!)])
    const byPlace = truth(offset, 'segment', 'segmentOffset', true)
    const out = FixedVector.zeros(INT, codes.length)
    let runs = -1
    let start = 0
    for (let i = 0; i < codes.length; i++) {
      if (i === 0 || codes[i] !== codes[i - 1]) {
        runs++
        start = i
      }
      out.setRaw(i, byPlace ? start : runs)
    }
    return out
  },
})

export const pivot = define({
  name: 'pivot',
  signature: 'pivot(func, funcArgs, rowAlignCol, colAlignCol)',
  kind: 'template',
  doc: 'An aggregate for every pair of a row key and a column key: a matrix with the keys as labels, null where no row has the pair.',
  examples: [['pivot(sum, 1 2 3 4, `x`x`y`y, `a`b`a`a)', '  a b\n  - -\nx|1 2\ny|7']],
  run: (context, func, funcArgs, rowKeys, columnKeys) => {
    const cells = grouped('pivot', new Tuple([columnKeys!, rowKeys!]))
    const down = grouped('pivot', cells.keys[1]!)
    const across = grouped('pivot', cells.keys[0]!)
    const values = vectorOf([...results('pivot', context, func!, argumentsOf(funcArgs!), cells)])
    const places = new Int32Array(down.count * across.count).fill(-1)
    const rowOfCell = placesOf(down)
    const columnOfCell = placesOf(across)
    for (let cell = 0; cell < cells.count; cell++)
      places[columnOfCell[cell]! * down.count + rowOfCell[cell]!] = cell
    return new Matrix(values.gather(places), down.count, across.count, down.keys[0]!, across.keys[0]!)
  },
})

function placesOf({ order, offsets, count }: Grouped): Int32Array {
  const places = new Int32Array(order.length)
  for (let g = 0; g < count; g++) for (let i = offsets[g]!; i < offsets[g + 1]!; i++) places[order[i]!] = g
  return places
}
