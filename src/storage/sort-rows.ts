import type { DataType } from '../values/data-type.ts'
import { FixedVector } from '../values/fixed-vector.ts'
import { StringVector } from '../values/string-vector.ts'
import { SymbolVector } from '../values/symbol-vector.ts'
import type { Vector } from '../values/vector.ts'
import { StorageError } from './storage-error.ts'

/** A sort column, or a part of one, as unsigned words whose order is that of the values. Null is the least. */
export type SortKey = Uint32Array

const FLIP = 0x80000000

/** The words of a column, most significant first. @throws StorageError for types without an order */
export function sortKeys(column: Vector): SortKey[] {
  if (column instanceof SymbolVector) return [ranks(column)]
  if (column instanceof StringVector) return [ranks(SymbolVector.of(column.texts()))]
  if (!(column instanceof FixedVector)) throw unsortable(column.type)
  const { data, length } = column
  switch (column.type.storage) {
    case 'i8':
    case 'i16':
    case 'i32':
      return [Uint32Array.from(data as Int32Array, value => (value ^ FLIP) >>> 0)]
    case 'i64':
      return longWords(data as BigInt64Array, length, 2, [1, 0])
    case 'i128':
      return longWords(data as BigInt64Array, length, 4, [3, 2, 1, 0])
    default:
      throw unsortable(column.type)
  }
}

const unsortable = (type: DataType) =>
  new StorageError('invalid', `A column of type ${type} can't be sorted by`)

function longWords(data: BigInt64Array, rows: number, words: number, places: readonly number[]): SortKey[] {
  const source = new Uint32Array(data.buffer, data.byteOffset, rows * words)
  return places.map((place, i) => {
    const out = new Uint32Array(rows)
    const flip = i === 0 ? FLIP : 0
    for (let row = 0; row < rows; row++) out[row] = (source[row * words + place]! ^ flip) >>> 0
    return out
  })
}

// Each text's place among the base's texts in order.
function ranks({ codes, base }: SymbolVector): SortKey {
  const { strings } = base
  const order = Array.from(strings.keys()).sort((a, b) =>
    strings[a]! < strings[b]! ? -1 : strings[a]! > strings[b]! ? 1 : 0,
  )
  const rank = new Uint32Array(strings.length)
  order.forEach((code, place) => {
    rank[code] = place
  })
  const out = new Uint32Array(codes.length)
  for (let i = 0; i < out.length; i++) out[i] = rank[codes[i]!]!
  return out
}

/** Whether two rows agree in all keys. */
export function sameRows(keys: readonly SortKey[], a: number, b: number): boolean {
  for (const key of keys) if (key[a] !== key[b]) return false
  return true
}

/** The rows in order of the keys, the first most significant; equal rows keep theirs. Null: they are in order. */
export function sortedOrder(keys: readonly SortKey[], rows: number): Int32Array | null {
  if (inOrder(keys, rows)) return null
  let order = Int32Array.from({ length: rows }, (_, i) => i)
  let spare = new Int32Array(rows)
  const bits = rows > 50_000 ? 16 : 8
  const counts = new Int32Array(1 << bits)
  for (let k = keys.length - 1; k >= 0; k--) {
    const key = keys[k]!
    const differing = differingBits(key)
    for (let shift = 0; shift < 32; shift += bits) {
      if (((differing >>> shift) & (counts.length - 1)) === 0) continue
      scatter(key, shift, counts, order, spare)
      ;[order, spare] = [spare, order]
    }
  }
  return order
}

function inOrder(keys: readonly SortKey[], rows: number): boolean {
  for (let i = 1; i < rows; i++) {
    for (const key of keys) {
      if (key[i - 1]! < key[i]!) break
      if (key[i - 1]! > key[i]!) return false
    }
  }
  return true
}

function differingBits(key: SortKey): number {
  const first = key[0]!
  let differing = 0
  for (let i = 1; i < key.length; i++) differing |= key[i]! ^ first
  return differing
}

// One pass of a radix sort: rows by one digit of the key, in the order they have.
function scatter(key: SortKey, shift: number, counts: Int32Array, from: Int32Array, to: Int32Array): void {
  const mask = counts.length - 1
  counts.fill(0)
  for (let i = 0; i < key.length; i++) counts[(key[i]! >>> shift) & mask]!++
  let place = 0
  for (let digit = 0; digit < counts.length; digit++) {
    const count = counts[digit]!
    counts[digit] = place
    place += count
  }
  for (let i = 0; i < from.length; i++) {
    const row = from[i]!
    to[counts[(key[row]! >>> shift) & mask]!++] = row
  }
}
