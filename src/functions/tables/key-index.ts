import { keyOf } from '../../values/forms/set.ts'
import type { Table } from '../../values/forms/table.ts'
import type { Raw } from '../../values/null.ts'
import { SymbolVector } from '../../values/vectors/symbol-vector.ts'
import type { Vector } from '../../values/vectors/vector.ts'
import { rawReader } from '../lift/elements.ts'

type Key = number | bigint | string | null

// Several columns' keys in one string: lengths first, so that no two rows collide.
function combined(keys: readonly Key[]): Key {
  if (keys.length === 1) return keys[0]!
  let text = ''
  for (const key of keys) {
    const part = `${key}`
    text += `${part.length}:${part}`
  }
  return text
}

/** Where each key of a keyed table is. Built from its rows, then kept up to date by whoever appends through it. */
export class KeyIndex {
  readonly #places = new Map<Key, number>()
  readonly #table: Table
  // Rows that are in the map; more came by another way if the table has more.
  #indexed = 0

  constructor(table: Table) {
    this.#table = table
  }

  /** The row of each key, or the place that it gets when appended: new keys are counted on from the table's end. */
  placesFor(keys: readonly Vector[]): number[] {
    this.#catchUp()
    const read = keyReader(keys)
    const places: number[] = []
    for (let row = 0; row < keys[0]!.length; row++) {
      const key = read(row)
      let place = this.#places.get(key)
      if (place === undefined) {
        place = this.#indexed++
        this.#places.set(key, place)
      }
      places.push(place)
    }
    return places
  }

  /** The row of each key; −1 where there is none. */
  find(keys: readonly Vector[]): Int32Array {
    this.#catchUp()
    const read = keyReader(keys)
    return Int32Array.from({ length: keys[0]?.length ?? 0 }, (_, row) => this.#places.get(read(row)) ?? -1)
  }

  #catchUp(): void {
    const { rows } = this.#table
    if (this.#indexed === rows) return
    // Fewer rows than before: some were deleted, so places have moved.
    if (this.#indexed > rows) {
      this.#places.clear()
      this.#indexed = 0
    }
    const read = keyReader(this.#table.keyColumns.map(name => this.#table.column(name)!))
    for (let row = this.#indexed; row < rows; row++) this.#places.set(read(row), row)
    this.#indexed = rows
  }
}

/** Reads the key of each row, by one or more columns. */
export function keyReader(columns: readonly Vector[]): (row: number) => Key {
  const readers = columns.map(column => {
    if (column instanceof SymbolVector) return (row: number): Raw => column.text(row)
    return rawReader(column)
  })
  if (readers.length === 1) return row => keyOf(readers[0]!(row))
  return row => combined(readers.map(read => keyOf(read(row))))
}

const indexes = new WeakMap<Vector, KeyIndex>()

/** The index of a keyed or indexed table. */
export function rowIndexOf(table: Table): KeyIndex {
  // Known by a column: a table's columns are its own as long as it is kept, and replaced when rows are deleted.
  const column = table.columns[table.indexOf(table.keyColumns[0]!)]!
  let index = indexes.get(column)
  if (!index) {
    index = new KeyIndex(table)
    indexes.set(column, index)
  }
  return index
}
