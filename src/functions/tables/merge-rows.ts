import { WordTable } from '../../kernels/groups/word-table.ts'
import type { Table } from '../../values/forms/table.ts'
import { KeyWords } from './key-words.ts'
import { overwrite } from './overwrite.ts'

/**
 * Puts rows into a table that is the caller's own: in place of the first row with the same key, else at its end; of rows with the same
 * key the last counts. With `ignoreNull` nulls leave what is there. Gives the table.
 */
export function mergedRows(table: Table, rows: Table, keys: readonly string[], ignoreNull: boolean): Table {
  const there = keys.map(key => table.column(key)!)
  const words = new KeyWords(there)
  const index = new WordTable(words.width, words.last)
  // Where each key is first: keys may be there several times.
  const places: number[] = []
  index.add(words.of(there), table.rows).forEach((key, row) => {
    if (key === places.length) places.push(row)
  })
  const added: number[] = []
  const wanted = index.add(words.of(keys.map(key => rows.columns[table.indexOf(key)]!)), rows.rows)
  const to = wanted.map((key, row) => {
    if (key === places.length) {
      places.push(table.rows + added.length)
      added.push(row)
    }
    return places[key]!
  })
  const firsts = Int32Array.from(added)
  const all = { places: to, rows: Int32Array.from(to, (_, row) => row) }
  table.columns.forEach((column, i) => {
    column.append(rows.columns[i]!.gather(firsts))
    overwrite(column, rows.columns[i]!, all, ignoreNull)
  })
  return table
}
