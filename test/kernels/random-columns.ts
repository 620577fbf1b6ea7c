import type { Column, Strings } from '../../src/kernels/column.ts'
import { nullOf } from '../../src/kernels/null.ts'
import { type Arrays, type ScalarStorage, scratch } from '../../src/kernels/storage.ts'

export type Item = number | bigint | null

export const storages = ['i8', 'i16', 'i32', 'i64', 'f32', 'f64'] as const

/** Numbers from 0 up to 1, the same for the same seed. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A column of the items. */
export function columnOf<S extends ScalarStorage>(storage: S, items: readonly Item[]): Column<S> {
  const data = scratch(storage, items.length)
  items.forEach((item, i) => {
    data[i] = item ?? nullOf[storage]
  })
  return { storage, data, nulls: items.includes(null) }
}

/** The column's items again. */
export function itemsOf({ storage, data }: { storage: ScalarStorage; data: Arrays[ScalarStorage] }): Item[] {
  return Array.from(data as ArrayLike<number | bigint>, item => (item === nullOf[storage] ? null : item))
}

/** `n` random items that fit the storage: few different ones, so that there are ties. */
export function randomItems(
  random: () => number,
  storage: ScalarStorage,
  n: number,
  nullShare: number,
): Item[] {
  const pick = () => {
    const small = Math.floor(random() * 21) - 10
    if (storage === 'i8') return small
    if (storage === 'i16') return small * 1000
    if (storage === 'i32') return small * 1_000_003
    if (storage === 'i64') return BigInt(small) * 10_000_000_000n
    return small / 4
  }
  return Array.from({ length: n }, () => (random() < nullShare ? null : pick()))
}

export const present = (items: readonly Item[]) => items.filter(item => item !== null)
export const numbers = (items: readonly Item[]) => present(items).map(Number)

/** Equal, or as near as rounding explains. */
export function near(actual: Item, expected: Item): boolean {
  if (typeof actual !== 'number' || typeof expected !== 'number') return actual === expected
  return actual === expected || Math.abs(actual - expected) <= 1e-9 * Math.max(1, Math.abs(expected))
}

/** A column of strings. */
export function stringsOf(items: readonly string[]): Strings {
  const encoded = items.map(item => new TextEncoder().encode(item))
  const offsets = scratch('i32', items.length + 1)
  encoded.forEach((bytes, i) => {
    offsets[i + 1] = offsets[i]! + bytes.length
  })
  const bytes = new Uint8Array(new SharedArrayBuffer(offsets[items.length]!))
  encoded.forEach((some, i) => {
    bytes.set(some, offsets[i])
  })
  return { storage: 'string', bytes, offsets }
}
