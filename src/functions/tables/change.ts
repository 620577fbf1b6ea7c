import { sortRows } from '../../kernels/order/sort.ts'
import type { Context } from '../../runtime/context.ts'
import { missingColumn } from '../../runtime/missing-column.ts'
import { RemoteTable } from '../../runtime/remote-table.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { compareRaws } from '../../values/compare.ts'
import { Code } from '../../values/forms/code.ts'
import { Matrix } from '../../values/forms/matrix.ts'
import { int, NOTHING, NULL, Scalar } from '../../values/forms/scalar.ts'
import { Table } from '../../values/forms/table.ts'
import { TableValue } from '../../values/forms/table-value.ts'
import { retain } from '../../values/ownership.ts'
import type { Value } from '../../values/value.ts'
import { concatenate, nullVector, vectorOf } from '../../values/vectors/build.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { text, texts, truth, wrongArgument } from '../argument.ts'
import { asColumnOf } from '../as-column.ts'
import { define } from '../define.ts'
import { rawReader } from '../lift/plans/elements.ts'
import { buildDelete, buildUpdate } from '../metacode/queries.ts'
import { appendRows, rowsFor } from './append.ts'
import { sortingColumn } from './key-column.ts'

/** A table in memory. @throws ScriptError */
export function memoryTable(value: Value | undefined, usage: string): Table {
  if (value instanceof Table) return value
  throw wrongArgument(usage, 'table', 'a table in memory', value)
}

/** @throws ScriptError when there is no such column */
export function placeOf(table: Table, name: string): number {
  const place = table.indexOf(name)
  if (place < 0) throw missingColumn(name, table.names)
  return place
}

export const rename = define({
  name: 'rename!',
  signature: 'rename!(X, Y, [Z])',
  kind: 'table',
  doc: 'Gives columns of a table other names: the first ones, or with Z those called Y the names Z. Of a matrix, column labels Y, or row labels Y and column labels Z, which may be left blank; of a vector, the name that it has as a column.',
  examples: [
    ['t = table(1 2 as x, 3 4 as y); t.rename!(`a); t.columnNames()', '["a","y"]'],
    ['t = table(1 2 as x, 3 4 as y); t.rename!(`y, `b); t.columnNames()', '["x","b"]'],
    ['m = 1..4$2:2; m.rename!(`a`b); m', 'a b\n- -\n1 3\n2 4'],
    ['k = 3 6; k.rename!(`rk); table(1 2 as x, k)', 'x rk\n- --\n1 3\n2 6'],
  ],
  mutates: [0],
  run: (context, ...args) => {
    const [x, y, z] = args
    if (x instanceof RemoteTable) return renameRemote(context, x, y, z)
    if (x instanceof Matrix) return renameMatrix(x, y!, z, args.length > 2)
    if (x instanceof Vector) {
      x.title = text(y, 'rename!(X, Y)', 'Y')
      return x
    }
    return renameTable(memoryTable(x, 'rename!(X, Y)'), y, z)
  },
})

// `ofRows`: Y are the labels of rows, though Z may be blank.
function renameMatrix(matrix: Matrix, y: Value, z: Value | undefined, ofRows: boolean): Matrix {
  const labels = (value: Value, count: number) => {
    const vector = value instanceof Vector ? value : vectorOf([value])
    if (matrix.index !== 'none' && !isStrictlyAscending(vector)) {
      throw new ScriptError('The label of an indexed matrix or series must be in strict ascending order.')
    }
    if (vector.length === count) return retain(vector)
    throw new ScriptError(`rename!: there should be ${count} labels, not ${vector.length}.`)
  }
  const isLeft = z === undefined || z === NULL
  const rows = ofRows ? labels(y, matrix.rows) : matrix.rowLabels
  const columns = ofRows
    ? isLeft
      ? matrix.columnLabels
      : labels(z, matrix.columns)
    : labels(y, matrix.columns)
  matrix.rowLabels = rows
  matrix.columnLabels = columns
  return matrix
}

function isStrictlyAscending(labels: Vector): boolean {
  const read = rawReader(labels)
  for (let i = 1; i < labels.length; i++) {
    if (compareRaws(labels.type, read(i - 1), read(i)) >= 0) return false
  }
  return true
}

function renameRemote(
  context: Context,
  table: RemoteTable,
  y: Value | undefined,
  z: Value | undefined,
): RemoteTable {
  const usage = 'rename!(X, Y, [Z])'
  const given = texts(y, usage, 'Y')
  const made = z === undefined ? given : texts(z, usage, 'Z')
  const from = z === undefined ? table.names.slice(0, made.length) : given
  if (from.length !== made.length)
    throw new ScriptError(`${usage}: there should be as many new names as old ones.`)
  from.forEach((name, i) => {
    if (name !== made[i]) table.renameColumn(context, name, made[i]!)
  })
  return table
}

function renameTable(table: Table, y: Value | undefined, z: Value | undefined): Table {
  const usage = 'rename!(X, Y, [Z])'
  const given = texts(y, usage, 'Y')
  const names = [...table.names]
  if (z === undefined) {
    if (given.length > names.length)
      throw new ScriptError(`${usage}: the table has only ${names.length} columns.`)
    given.forEach((name, i) => {
      names[i] = name
    })
  } else {
    const made = texts(z, usage, 'Z')
    if (made.length !== given.length)
      throw new ScriptError(`${usage}: there are ${given.length} names, but ${made.length} new ones.`)
    given.forEach((name, i) => {
      names[placeOf(table, name)] = made[i]!
    })
  }
  if (new Set(names).size < names.length)
    throw new ScriptError(`${usage}: two columns would have the same name.`)
  table.keyColumns = table.keyColumns.map(key => names[table.indexOf(key)]!)
  table.names = names
  return table
}

export const replaceColumn = define({
  name: 'replaceColumn!',
  signature: 'replaceColumn!(table, colName, newCol)',
  kind: 'table',
  doc: 'Puts other vectors, of any type, into the place of columns. In a stored table of the OLAP engine the column gets the type of newCol and keeps its values: numbers become other numbers, times other times, and either STRING.',
  examples: [['t = table(1 2 as id, 3 4 as x); t.replaceColumn!(`x, 0.5 1.5); t.x', '[0.5,1.5]']],
  mutates: [0],
  run: (context, target, name, column) => {
    const usage = 'replaceColumn!(table, colName, newCol)'
    if (target instanceof RemoteTable) {
      if (!(column instanceof Vector))
        throw wrongArgument(usage, 'newCol', 'a vector of the new type', column)
      target.retypeColumn(context, text(name, usage, 'colName'), column.type)
      return target
    }
    const table = memoryTable(target, usage)
    const names = texts(name, usage, 'colName')
    const columns = names.length > 1 && column instanceof Tuple ? column.items : [column!]
    if (columns.length !== names.length)
      throw new ScriptError(`${usage}: there are ${names.length} names, but ${columns.length} columns.`)
    columns.forEach((each, i) => {
      if (!(each instanceof Vector) || each.length !== table.rows) {
        throw new ScriptError(`${usage}: the new column should be a vector of ${table.rows} elements.`)
      }
      table.columns[placeOf(table, names[i]!)] = retain(each)
    })
    return table
  },
})

export const dropColumns = define({
  name: 'dropColumns!',
  aliases: ['drop!'],
  signature: 'dropColumns!(table, colNames)',
  kind: 'table',
  doc: 'Deletes columns of a table.',
  examples: [['t = table(1 2 as id, 3 4 as x); t.dropColumns!(`x); t.columnNames()', '["id"]']],
  mutates: [0],
  run: (context, target, names) => {
    const usage = 'dropColumns!(table, colNames)'
    if (target instanceof RemoteTable) {
      target.dropColumns(context, texts(names, usage, 'colNames'))
      return target
    }
    const table = memoryTable(target, usage)
    const gone = new Set(texts(names, usage, 'colNames').map(name => placeOf(table, name)))
    table.names = table.names.filter((_name, i) => !gone.has(i))
    table.columns = table.columns.filter((_column, i) => !gone.has(i))
    return table
  },
})

export const reorderColumns = define({
  name: 'reorderColumns!',
  signature: 'reorderColumns!(table, reorderedColNames)',
  kind: 'table',
  doc: 'Puts the named columns first, in that order; the others follow as they were.',
  examples: [
    ['t = table(1 as a, 2 as b, 3 as c); t.reorderColumns!(`c`a); t.columnNames()', '["c","a","b"]'],
  ],
  mutates: [0],
  run: (_, target, names) => {
    const usage = 'reorderColumns!(table, reorderedColNames)'
    const table = memoryTable(target, usage)
    const first = texts(names, usage, 'reorderedColNames').map(name => placeOf(table, name))
    const order = [...first, ...table.names.map((_name, i) => i).filter(i => !first.includes(i))]
    table.names = order.map(i => table.names[i]!)
    table.columns = order.map(i => table.columns[i]!)
    return table
  },
})

export const sortBy = define({
  name: 'sortBy!',
  signature: 'sortBy!(table, sortColumns, [sortDirections=1])',
  kind: 'table',
  doc: 'Sorts a table in place by columns, or by metacode on them; direction 1 is ascending, 0 descending.',
  examples: [['t = table(2 1 3 as x); t.sortBy!(`x, 0); t.x', '[3,2,1]']],
  mutates: [0],
  run: (context, target, columns, directions) => {
    const usage = 'sortBy!(table, sortColumns)'
    const table = memoryTable(target, usage)
    const keys = keyColumns(context, table, columns, usage)
    const flags =
      directions instanceof Vector
        ? Array.from({ length: directions.length }, (_, i) => directions.get(i))
        : [directions]
    const descending = (i: number) => {
      const flag = flags[flags.length === 1 ? 0 : i]
      return flag !== undefined && !truth(flag, usage, 'sortDirections', true)
    }
    const order = sortRows(
      keys.map((key, i) => ({ column: sortingColumn(key), descending: descending(i) })),
      table.rows,
    )
    table.columns = table.columns.map(column => column.gather(order))
    return table
  },
})

function keyColumns(context: Context, table: Table, columns: Value | undefined, usage: string): Vector[] {
  const codes = columns instanceof Code ? [columns] : columns instanceof Tuple ? columns.items : null
  if (codes?.every(code => code instanceof Code)) {
    return codes.flatMap(code => {
      const value = context.evaluator.compile(code.node)({
        resolve: name => table.column(name) ?? code.lookup?.(name),
      })
      // Metacode of a tuple is several keys.
      const keys = value instanceof Tuple ? value.items : [value]
      if (keys.every(key => key instanceof Vector && key.length === table.rows)) return keys as Vector[]
      throw new ScriptError(`${usage}: the metacode should give a value for each row.`)
    })
  }
  return texts(columns, usage, 'sortColumns').map(name => table.columns[placeOf(table, name)]!)
}

export const tableInsert = define({
  name: 'tableInsert',
  signature: 'tableInsert(table, args, ...)',
  kind: 'table',
  doc: 'Appends rows, given as a table, tuple, dictionary, or column by column, to a table or one of that name. Gives how many.',
  examples: [['t = table(1 2 as id, `a`b as s); tableInsert(t, (3 4, `c`d))', '2']],
  mutates: [0],
  run: (context, target, ...args) => {
    const usage = 'tableInsert(table, args...)'
    const named = target instanceof Scalar ? context.variable(text(target, usage, 'table')) : target
    if (!(named instanceof TableValue))
      throw wrongArgument(usage, 'table', 'a table or the name of one', target)
    const rows = args.length === 1 ? args[0]! : new Tuple(args.map(arg => arg!))
    const prepared = rowsFor(named, rows)
    if (named instanceof RemoteTable) return int(named.append(context, prepared))
    appendRows(memoryTable(named, usage), prepared)
    return int(prepared.rows)
  },
})

export const unionAll = define({
  name: 'unionAll',
  signature: 'unionAll(tableA, [tableB], [byColName=false])',
  kind: 'table',
  doc: 'The rows of two tables, or of all tables of a tuple, one after the other; by place of the columns, or by their names, where what a table lacks is null.',
  examples: [
    ['exec x from unionAll(table(1 2 as x), table(3 as x))', '[1,2,3]'],
    ['exec x from unionAll((table(1 as x), table(2 as x)), false)', '[1,2]'],
  ],
  run: (_, first, second, third) => {
    const usage = 'unionAll(tableA, tableB)'
    const tables = first instanceof Tuple ? [...first.items] : [first!]
    if (second instanceof Table) tables.push(second)
    const byName = truth(
      second instanceof Table || tables.length === 1 ? third : third,
      usage,
      'byColName',
      false,
    )
    return united(
      tables.map(table => memoryTable(table, usage)),
      byName,
    )
  },
})

function united(tables: readonly Table[], byName: boolean): Table {
  if (tables.length === 0) throw new ScriptError('unionAll: there is no table.')
  const names = byName ? [...new Set(tables.flatMap(table => table.names))] : tables[0]!.names
  if (!byName && tables.some(table => table.names.length !== names.length)) {
    throw new ScriptError(
      'The number of columns of the table to insert must be the same as that of the original table.',
    )
  }
  const columns = names.map((name, i) => {
    const own = (table: Table) => (byName ? table.column(name) : table.columns[i])
    const { type } = tables.map(own).find(column => column !== undefined)!
    const pieces = tables.map(table => {
      const column = own(table)
      return column ? asColumnOf(type, column) : nullVector(type, table.rows)
    })
    return concatenate(type, pieces)
  })
  return new Table([...names], columns)
}

export const update = define({
  name: 'update!',
  signature: 'update!(table, colNames, newValues, [filter])',
  kind: 'table',
  doc: 'Sets columns to values, or to those of metacode on the table, in all rows or those that meet a filter.',
  examples: [
    ['t = table(1 2 3 as x); t.update!(`y, 4 5 6); t.y', '[4,5,6]'],
    ['t = table(1 2 3 as x); t.update!(`x, <x * 10>, <x > 1>); t.x', '[1,20,30]'],
    ['t = table(1 2 as x); t.update!(`y`z, <[x + 1, x * 2]>); t.z', '[2,4]'],
  ],
  mutates: [0],
  run: (context, table, names, values, filter) => {
    const usage = 'update!(table, colNames, newValues)'
    const columns = texts(names, usage, 'colNames')
    const all = partsOf(values!)
    // Of one column the values themselves may be a tuple.
    const parts = columns.length === 1 && !(all[0] instanceof Code) ? [values!] : all
    if (parts.length !== columns.length)
      throw new ScriptError(`${usage}: there are ${columns.length} columns, but ${parts.length} values.`)
    const updates = parts.map((part, i) => {
      const code = part instanceof Code ? part : codeOfValue(part, i)
      return new Code(
        { kind: 'named', value: code.node as never, aliases: [columns[i]!], span: code.node.span },
        code.lookup,
      )
    })
    context.evaluator.evaluate(buildUpdate([], [table, new Tuple(updates), undefined, filter]) as Code)
    return NOTHING
  },
})

// A value that is there already, under a name that no script can write.
function codeOfValue(value: Value, place: number): Code {
  const name = `\u0001value${place}`
  const node = { kind: 'name', name, qualifiers: [], span: { start: 0, end: 0 } } as const
  return new Code(node, asked => (asked === name ? value : undefined))
}

// `<[a, b]>` means `[<a>, <b>]`.
function partsOf(values: Value): readonly Value[] {
  if (values instanceof Code && values.node.kind === 'vector')
    return values.node.items.flatMap(item => (item ? [new Code(item, values.lookup)] : []))
  return values instanceof Tuple ? values.items : [values]
}

/** Rows of a table that meet metacode are deleted in place. */
export function eraseRows(context: Context, table: Table, filter: Value): void {
  context.evaluator.evaluate(buildDelete([], [table, filter]) as Code)
}

export const matchedRowCount = define({
  name: 'matchedRowCount',
  signature: 'matchedRowCount()',
  kind: 'system',
  doc: 'How many rows the last insert, update or delete of the session met: of a keyed table, inserted rows that replace none.',
  examples: [
    ['t = table(1..5 as id); delete from t where id > 3; matchedRowCount()', '2'],
    ['t = keyedTable(`k, 1 2 as k, 3 4 as v); insert into t values(2 3, 5 6); matchedRowCount()', '1'],
  ],
  run: context => int(context.matchedRows),
})
