import { ScriptError } from '../../runtime/script-error.ts'
import { ANY, type DataType, isLiteral, typeOfName } from '../../values/data-type.ts'
import { Dictionary } from '../../values/forms/dictionary.ts'
import { Matrix } from '../../values/forms/matrix.ts'
import { Pair } from '../../values/forms/pair.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import { Table, type TableKind } from '../../values/forms/table.ts'
import { isNullRaw } from '../../values/null.ts'
import { retain } from '../../values/ownership.ts'
import type { Value } from '../../values/value.ts'
import { columnFrom, defaultVector, emptyVector } from '../../values/vectors/build.ts'
import { StringVector } from '../../values/vectors/string-vector.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { dataTypeOf, kindOf, text, texts, wrongArgument } from '../argument.ts'
import { type Builtin, define } from '../define.ts'
import { transposed } from '../matrices/transpose.ts'
import { appendRows } from './append.ts'

type Names = readonly (string | null)[]
type Args = readonly (Value | undefined)[]

/** Data types, given as codes, names or converting functions. */
export function dataTypes(value: Value | undefined, name: string): DataType[] {
  const items =
    value instanceof Vector ? Array.from({ length: value.length }, (_, i) => value.get(i)) : [value!]
  return items.map(item => {
    const type = item && dataTypeOf(item)
    if (type) return type
    const text = item instanceof Scalar && isLiteral(item.type) ? ` "${item.raw as string}"` : ''
    throw new ScriptError(
      `${name}: colTypes names something that is no data type${text || `, a ${kindOf(item)}`}.`,
    )
  })
}

/** An empty table, or one of zeros, from `capacity:size`, names and types. */
function tableOfSchema(
  sizes: Pair,
  names: readonly string[],
  types: readonly DataType[],
  usage: string,
): Table {
  if (names.length !== types.length) {
    throw new ScriptError(`${usage}: there are ${names.length} column names, but ${types.length} types.`)
  }
  const size = isNullRaw(sizes.type, sizes.second) ? 0 : Number(sizes.second)
  const capacity = isNullRaw(sizes.type, sizes.first) ? 0 : Math.min(Number(sizes.first), 1 << 20)
  const columns = types.map(type => (size === 0 ? emptyVector(type, capacity) : defaultVector(type, size)))
  return new Table([...names], columns)
}

interface Part {
  readonly name: string | null
  readonly value: Value
}

// Columns of one argument: a matrix and a tuple of vectors of one length are several.
function partsOf(name: string | null, value: Value): Part[] {
  if (value instanceof Matrix) {
    const labels = value.columnLabels
    return Array.from({ length: value.columns }, (_, i) => ({
      name: labels && labels instanceof StringVector ? labels.text(i) : null,
      value: value.column(i),
    }))
  }
  if (value instanceof Table)
    return value.names.map((column, i) => ({ name: column, value: value.columns[i]! }))
  if (value instanceof Tuple && !value.columnar && isSplit(value)) {
    return value.items.map(item => ({ name: null, value: item }))
  }
  return [{ name, value }]
}

function isSplit(tuple: Tuple): boolean {
  const [first] = tuple.items
  if (!(first instanceof Vector)) return false
  return tuple.items.every(item => item instanceof Vector && item.length === first.length)
}

function tableOfColumns(names: Names, args: Args, usage: string): Table {
  const parts = args.flatMap((value, i) => partsOf(titled(value!, names[i] ?? null), value!))
  const vectors = parts.filter(part => part.value instanceof Vector)
  const length = vectors.length === 0 ? 1 : (vectors[0]!.value as Vector).length
  const columns = parts.map(({ value }) => {
    if (value instanceof Vector && value.length !== length) {
      throw new ScriptError(
        `${usage}: All columns must have the same size, but these have ${length} and ${value.length} rows.`,
      )
    }
    if (!(value instanceof Vector || value instanceof Scalar)) {
      throw new ScriptError(`${usage}: a ${kindOf(value)} can't be a column.`)
    }
    return retain(columnFrom(isColumnar(value) ? new Tuple(value.items, true) : value, length))
  })
  return new Table(uniqueNames(parts), columns)
}

// What `rename!` has called a vector goes before the name of its variable.
const titled = (value: Value, name: string | null): string | null =>
  value instanceof Vector && value.title !== null ? value.title : name

// Rows of scalars and vectors of one type are a columnar tuple.
function isColumnar(value: Value): value is Tuple {
  if (!(value instanceof Tuple) || value.columnar || value.length === 0 || value.type !== ANY) return false
  const [first] = value.items
  return isRow(first!) && value.items.every(item => isRow(item) && item.type === first.type)
}

const isRow = (item: Value): item is Scalar | Vector =>
  item instanceof Scalar || (item instanceof Vector && !(item instanceof Tuple) && item.type.element === null)

function uniqueNames(parts: readonly Part[]): string[] {
  const taken = new Set<string>()
  return parts.map(({ name }, i) => {
    let unique = name ?? `col${i}`
    for (let suffix = 1; taken.has(unique); suffix++) unique = `${name ?? `col${i}`}_${suffix}`
    taken.add(unique)
    return unique
  })
}

/** What `table(…)` and the constructors of keyed tables make of their (remaining) arguments. */
function tableOf(names: Names, args: Args, usage: string): Table {
  const [first, second, third] = args
  if (first instanceof Pair)
    return tableOfSchema(first, texts(second, usage, 'colNames'), dataTypes(third, usage), usage)
  if (args.length === 1 && first instanceof Table) return first.clone()
  if (args.length === 1 && first instanceof Dictionary) return transposed(first) as Table
  if (args.length === 0)
    throw wrongArgument('table(X, ...)', 'X', 'a vector, matrix, tuple or table', undefined)
  return tableOfColumns(names, args, usage)
}

export const table = define({
  name: 'table',
  signature: 'table(X, ...)',
  kind: 'table',
  doc: 'A table in memory: of columns (vectors, columns of matrices, elements of tuples), named after their variables or by `as`; or with capacity:size, names and types of columns an empty one.',
  examples: [
    ['cols(table(1..3 as x, `a`b`c as y))', '2'],
    ['table(10:0, `id`price, [INT, DOUBLE]).columnNames()', '["id","price"]'],
  ],
  run: (_, ...args) => tableOf([], args, 'table'),
  runNamed: (_, names, args) => tableOf(names, args, 'table'),
})

/** A keyed or indexed table of the rows of `source`: of rows with the same key the last one counts. */
export function keyedFrom(
  source: Table,
  keys: readonly string[],
  kind: TableKind,
  timeColumn: string | null = null,
): Table {
  for (const key of keys) {
    if (source.indexOf(key) < 0) throw new ScriptError(`The key column ${key} is not in the table.`)
  }
  const made = new Table(
    [...source.names],
    source.columns.map(column => emptyVector(column.type)),
  )
  made.kind = kind
  made.keyColumns = keys.map(key => source.names[source.indexOf(key)]!)
  if (timeColumn !== null) {
    if (source.indexOf(timeColumn) < 0) {
      throw new ScriptError(`The time column ${timeColumn} is not in the table.`)
    }
    made.timeColumn = timeColumn
  }
  return source.rows === 0 ? made : appendRows(made, source)
}

const keyed = (
  name: 'keyedTable' | 'indexedTable' | 'keyedStreamTable',
  kind: TableKind,
  doc: string,
  x = '[4,5,7,8]',
): Builtin =>
  define({
    name,
    signature: `${name}(keyColumns, X, ...)`,
    kind: 'table',
    doc,
    examples: [[`t = ${name}(\`id, 1 2 3 as id, 4 5 6 as x); t.append!(table(3 4 as id, 7 8 as x)); t.x`, x]],
    run: (_, keys, ...args) => keyedFrom(tableOf([], args, name), texts(keys, name, 'keyColumns'), kind),
    runNamed: (_, names, [keys, ...args]) =>
      keyedFrom(tableOf(names.slice(1), args, name), texts(keys, name, 'keyColumns'), kind),
  })

export const keyedTable = keyed(
  'keyedTable',
  'keyed',
  'A table whose rows are told apart by the key columns: appending a row whose key is there replaces that row.',
)
export const indexedTable = keyed(
  'indexedTable',
  'indexed',
  'As keyedTable, and searched fast by the first of the key columns alone, too.',
)

export const keyedStreamTable = keyed(
  'keyedStreamTable',
  'stream',
  'A stream table whose rows are told apart by the key columns: a row whose key is there is left out.',
  '[4,5,6,8]',
)

const latest = (name: 'latestKeyedTable' | 'latestIndexedTable', kind: TableKind): Builtin =>
  define({
    name,
    signature: `${name}(keyColumns, timeColumn, X, ...)`,
    kind: 'table',
    doc: `As ${kind}Table, but a row does not replace one with the same key whose time is later.`,
    examples: [
      [
        `t = ${name}(\`id, \`time, 1 2 as id, 10:00m 10:00m as time, 4 5 as x); t.append!(table(1 2 as id, 09:00m 11:00m as time, 7 8 as x)); t.x`,
        '[4,8]',
      ],
    ],
    run: (_, keys, time, ...args) => latestFrom(name, kind, keys, time, tableOf([], args, name)),
    runNamed: (_, names, [keys, time, ...args]) =>
      latestFrom(name, kind, keys, time, tableOf(names.slice(2), args, name)),
  })

const latestFrom = (
  name: string,
  kind: TableKind,
  keys: Value | undefined,
  time: Value | undefined,
  source: Table,
): Table => keyedFrom(source, texts(keys, name, 'keyColumns'), kind, text(time, name, 'timeColumn'))

export const latestKeyedTable = latest('latestKeyedTable', 'keyed')
export const latestIndexedTable = latest('latestIndexedTable', 'indexed')

/** A table of its own, of that kind. */
function ofKind(kind: TableKind, source: Table): Table {
  const made = source.clone()
  made.kind = kind
  return made
}

export const streamTable = define({
  name: 'streamTable',
  signature: 'streamTable(X, ...)',
  kind: 'table',
  doc: 'A table in memory to which rows are appended, but in which none are changed or deleted. Its arguments are those of table.',
  examples: [
    ['t = streamTable(10:0, `id`x, [INT, DOUBLE]); insert into t values(1 2, 0.5 1.5); t.x', '[0.5,1.5]'],
    ['typestr(streamTable(1 2 as id))', 'STREAM TABLE'],
  ],
  run: (_, ...args) => ofKind('stream', tableOf([], args, 'streamTable')),
  runNamed: (_, names, args) => ofKind('stream', tableOf(names, args, 'streamTable')),
})

export const mvccTable = define({
  name: 'mvccTable',
  signature: 'mvccTable(X, ...)',
  kind: 'table',
  doc: 'A table in memory that may be read while it is changed. Its arguments are those of table; it is not kept on disk.',
  examples: [
    ['typestr(mvccTable(1 2 as id))', 'MVCC IN-MEMORY TABLE'],
    [
      't = mvccTable(1:0, `id`x, [INT, DOUBLE]); insert into t values(1 2, 0.5 1.5); update t set x = x * 2 where id = 2; t.x',
      '[0.5,3]',
    ],
  ],
  run: (_, ...args) => ofKind('mvcc', tableOf([], args, 'mvccTable')),
  runNamed: (_, names, args) => ofKind('mvcc', tableOf(names, args, 'mvccTable')),
})

export const columnNames = define({
  name: 'columnNames',
  aliases: ['colNames'],
  signature: 'columnNames(X)',
  kind: 'system',
  doc: 'The names of the columns of a table, or the labels of those of a matrix.',
  examples: [['columnNames(table(1 2 as id, 3 4 as x))', '["id","x"]']],
  run: (_, x) => {
    if (x instanceof Matrix) return x.columnLabels ?? emptyVector(typeOfName('STRING')!)
    if (x?.form === 'table') return StringVector.of([...(x as Table).names])
    throw wrongArgument('columnNames(X)', 'X', 'a table or matrix', x)
  },
})
