import { ScriptError } from '../../runtime/script-error.ts'
import { together } from '../../values/cast/vector.ts'
import { Table } from '../../values/forms/table.ts'
import { ArrayVector } from '../../values/vectors/array-vector.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { define } from '../define.ts'
import { memoryTable } from './change.ts'

/** Where the elements of each row of a column of rows end, and all of them one after the other. */
function flattened(column: Vector): { ends: readonly number[]; flat: Vector } | null {
  if (column instanceof ArrayVector) {
    const { offsets, length } = column
    const ends = Array.from({ length }, (_, i) => offsets[i + 1]! - offsets[0]!)
    return { ends, flat: column.flat.slice(offsets[0]!, offsets[length]!) }
  }
  if (!(column instanceof Tuple) || !column.columnar) return null
  const rows = column.items.filter(item => item instanceof Vector)
  if (rows.length < column.length) return null
  let end = 0
  const ends = rows.map(row => {
    end += row.length
    return end
  })
  return { ends, flat: together(rows) }
}

export const ungroup = define({
  name: 'ungroup',
  signature: 'ungroup(X)',
  kind: 'table',
  doc: 'The table with a row for each element of its array vectors and columnar tuples, whose rows must go together; what is in other columns is repeated. A table without such columns is given as it is.',
  examples: [
    ['ungroup(table(1 2 as id, arrayVector(2 3, 10 20 30) as x))', 'id x\n-- --\n1  10\n1  20\n2  30'],
  ],
  run: (_, x) => {
    const table = memoryTable(x, 'ungroup(X)')
    const parts = table.columns.map(flattened)
    const first = parts.find(part => part !== null)
    if (!first || table.rows === 0) return table
    const rows = new Int32Array(first.ends.at(-1)!)
    first.ends.forEach((end, row) => {
      rows.fill(row, first.ends[row - 1] ?? 0, end)
    })
    const columns = table.columns.map((column, i) => {
      const part = parts[i] ?? null
      if (part === null) return column.gather(rows)
      if (part.ends.every((end, row) => end === first.ends[row])) return part.flat
      throw new ScriptError(`ungroup: the rows of ${table.names[i]} have other lengths than those before.`)
    })
    return new Table([...table.names], columns)
  },
})
