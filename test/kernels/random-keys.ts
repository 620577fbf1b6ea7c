import type { KeyColumn, WideColumn } from '../../src/kernels/column.ts'
import { columnOf, type Item, randomItems, storages, stringsOf } from './random-columns.ts'

/** A key column and what it holds: the items of two lanes are arrays of their lanes, the more significant first. */
export interface RandomKey {
  readonly kind: string
  readonly column: KeyColumn
  readonly items: readonly (Item | string | readonly [Item, Item])[]
}

/** Storages, and with a `+` values that lie far apart. */
export const keyKinds = [...storages, 'i32+', 'i64+', 'f64+', 'string', 'i128', 'u128', 'f64x2']

export function randomKey(random: () => number, kind: string, n: number): RandomKey {
  if (kind === 'string') {
    const word = () => 'aé€b\u{1F600}'.slice(0, Math.floor(random() * 5)).repeat(Math.floor(random() * 4))
    const items = Array.from({ length: n }, word)
    return { kind, column: stringsOf(items), items }
  }
  if (kind === 'i128' || kind === 'u128' || kind === 'f64x2') return randomWide(random, kind, n)
  const wide = kind.endsWith('+')
  const storage = (wide ? kind.slice(0, -1) : kind) as (typeof storages)[number]
  const spread = (item: Item) => {
    if (item === null || !wide) return item
    if (storage === 'i64') return BigInt(item) * 2n ** 26n + BigInt(Math.floor(random() * 3))
    return Number(item) * (storage === 'i32' ? 200 : 1e200)
  }
  const items = randomItems(random, storage, n, random() < 0.5 ? 0 : 0.2).map(spread)
  return { kind, column: columnOf(storage, items), items }
}

function randomWide(random: () => number, kind: WideColumn['storage'], n: number): RandomKey {
  const nullLanes = {
    i128: [0n, -(2n ** 63n)],
    u128: [0n, 0n],
    f64x2: [-Number.MAX_VALUE, -Number.MAX_VALUE],
  }[kind]
  const lanes: Item[] = []
  const items: (null | [Item, Item])[] = []
  for (let i = 0; i < n; i++) {
    const isNull = random() < 0.1
    const small = Array.from({ length: 2 }, () => Math.floor(random() * 5) - 2)
    const low = kind === 'f64x2' ? small[0]! : BigInt(small[0]!)
    const high = kind === 'f64x2' ? small[1]! : BigInt(kind === 'u128' ? (small[1]! % 2) + 3 : small[1]!)
    lanes.push(...(isNull ? nullLanes : [low, high]))
    if (isNull) items.push(null)
    else items.push(kind === 'f64x2' ? [low, high] : [high, BigInt.asUintN(64, low as bigint)])
  }
  const column = { storage: kind, data: columnOf(kind === 'f64x2' ? 'f64' : 'i64', lanes).data, nulls: true }
  return { kind, column, items }
}

/** The plain order of two items: nulls below everything, strings by their bytes. */
export function compareItems(a: RandomKey['items'][number], b: RandomKey['items'][number]): number {
  if (a === null || b === null || a === '' || b === '')
    return Number(a !== null && a !== '') - Number(b !== null && b !== '')
  if (Array.isArray(a) && Array.isArray(b)) return compareItems(a[0], b[0]) || compareItems(a[1], b[1])
  if (typeof a === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b as string))
  return a < b ? -1 : a > b ? 1 : 0
}

export const isNullItem = (item: RandomKey['items'][number]) => item === null || item === ''
