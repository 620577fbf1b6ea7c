import { ScriptError } from '../../runtime/script-error.ts'
import { castVector } from '../../values/cast/vector.ts'
import { isLiteral } from '../../values/data-type.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import { Table } from '../../values/forms/table.ts'
import type { Value } from '../../values/value.ts'
import { vectorOf } from '../../values/vectors/build.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { texts, wrongArgument } from '../argument.ts'
import { define } from '../define.ts'
import { keyReader } from './key-index.ts'

/** A column of sought keys for each key column that is given. */
function soughtKeys(table: Table, keys: Value): Vector[] {
  const { keyColumns, kind } = table
  const isColumns =
    keys instanceof Tuple || (keys instanceof Vector && kind === 'keyed' && keyColumns.length > 1)
  const parts = isColumns ? Array.from({ length: keys.length }, (_, i) => keys.get(i)) : [keys]
  if (parts.length > keyColumns.length || (kind === 'keyed' && parts.length < keyColumns.length))
    throw new ScriptError(
      `sliceByKey: rowKeys has values for ${parts.length} columns, but the table has ${keyColumns.length} key columns.`,
    )
  return parts.map((part, i) =>
    castVector(part instanceof Vector ? part : vectorOf([part]), table.column(keyColumns[i]!)!.type),
  )
}

function rowsOfKeys(table: Table, sought: readonly Vector[]): Int32Array {
  const places = new Map<unknown, number[]>()
  const read = keyReader(table.keyColumns.slice(0, sought.length).map(name => table.column(name)!))
  for (let row = 0; row < table.rows; row++) {
    const key = read(row)
    const known = places.get(key)
    if (known) known.push(row)
    else places.set(key, [row])
  }
  const readSought = keyReader(sought)
  const found: number[] = []
  for (let i = 0; i < sought[0]!.length; i++) found.push(...(places.get(readSought(i)) ?? []))
  return Int32Array.from(found)
}

export const sliceByKey = define({
  name: 'sliceByKey',
  signature: 'sliceByKey(table, rowKeys, [colNames], [preserveOrder=false])',
  kind: 'table',
  doc: 'The rows of a keyed or indexed table with these keys, in the order of the keys: a table, or of one column a vector. Of an indexed table, keys of the first columns are enough.',
  examples: [['t = keyedTable(`id, 1 2 3 as id, 4 5 6 as v); t.sliceByKey(3 1, `v)', '[6,4]']],
  run: (_, x, keys, names) => {
    const usage = 'sliceByKey(table, rowKeys, [colNames])'
    if (!(x instanceof Table) || x.keyColumns.length === 0)
      throw wrongArgument(usage, 'table', 'a keyed or indexed table', x)
    const sought = soughtKeys(x, keys!)
    if (sought.some(column => column.length !== sought[0]!.length))
      throw new ScriptError('sliceByKey: the columns of rowKeys should have the same length.')
    const rows = rowsOfKeys(x, sought)
    const all = names === undefined || (names instanceof Scalar && !isLiteral(names.type))
    const wanted = all ? x.names : texts(names, usage, 'colNames')
    const columns = wanted.map(name => {
      const column = x.column(name)
      if (!column) throw new ScriptError(`sliceByKey: the table has no column ${name}.`)
      return column.gather(rows)
    })
    return names instanceof Scalar && !all ? columns[0]! : new Table([...wanted], columns)
  },
})
