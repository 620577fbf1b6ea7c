import { WordTable } from '../../kernels/groups/word-table.ts'
import { keyOf } from '../../values/forms/set.ts'
import type { Table } from '../../values/forms/table.ts'
import type { Raw } from '../../values/null.ts'
import { SymbolVector } from '../../values/vectors/symbol-vector.ts'
import type { Vector } from '../../values/vectors/vector.ts'
import { rawReader } from '../lift/plans/elements.ts'
import { KeyWords } from './key-words.ts'

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
  readonly #table: Table
  readonly #words: KeyWords
  readonly #places: WordTable

  constructor(table: Table) {
    this.#table = table
    this.#words = new KeyWords(this.#keys())
    this.#places = new WordTable(this.#words.width, this.#words.last)
  }

  /** The row of each key, or the place that it gets when appended: new keys are counted on from the table's end. */
  placesFor(keys: readonly Vector[]): Int32Array {
    this.#catchUp()
    return this.#places.add(this.#words.of(keys), keys[0]!.length)
  }

  /** The row of each key; −1 where there is none. */
  find(keys: readonly Vector[]): Int32Array {
    this.#catchUp()
    return this.#places.find(this.#words.of(keys, 0, true), keys[0]?.length ?? 0)
  }

  /** How many rows there are once those with new keys are appended. */
  get size(): number {
    return this.#places.size
  }

  #keys(): readonly Vector[] {
    return this.#table.keyColumns.map(name => this.#table.column(name)!)
  }

  // Rows that came by another way are looked at now.
  #catchUp(): void {
    const { rows } = this.#table
    // Fewer rows than before: some were deleted, so places have moved.
    if (this.#places.size > rows) this.#places.clear()
    const { size } = this.#places
    if (size < rows) this.#places.add(this.#words.of(this.#keys(), size), rows - size)
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
