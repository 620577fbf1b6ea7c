import { nullI32 } from '../../kernels/null.ts'
import { type DataType, isLiteral } from '../../values/data-type.ts'
import { allocate } from '../../values/memory.ts'
import { FixedVector } from '../../values/vectors/fixed-vector.ts'
import { SymbolVector } from '../../values/vectors/symbol-vector.ts'
import type { Vector } from '../../values/vectors/vector.ts'
import { StorageError } from '../storage-error.ts'
import { canPartition, type Keys, keysOf } from './key.ts'
import type { PartitionLevel } from './level.ts'
import { keyName } from './name.ts'

// A table indexed by the value itself is used while it has at most this many places.
const WIDEST_TABLE = 1 << 20

/** Finds a value's place in a list. */
export class KeyIndex {
  readonly #places = new Map<number | string, number>()
  #table: Int32Array | null = null
  #least = 0

  /** Later mentions of a value don't count. `places`: what each value maps to. */
  constructor(keys: readonly (number | string)[], places: (i: number) => number = i => i) {
    let least = Infinity
    let most = -Infinity
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i]!
      if (!this.#places.has(key)) this.#places.set(key, places(i))
      if (typeof key === 'number') {
        least = Math.min(least, key)
        most = Math.max(most, key)
      }
    }
    if (least <= most && most - least < WIDEST_TABLE) {
      this.#least = least
      this.#table = new Int32Array(most - least + 1).fill(-1)
      for (const [key, place] of this.#places) this.#table[(key as number) - least] = place
    }
  }

  has(key: number | string): boolean {
    return this.#places.has(key)
  }

  find(keys: Keys): Int32Array {
    if (keys.is === 'texts') {
      const places = Int32Array.from(keys.texts, text => this.#places.get(text) ?? -1)
      places[0] = -1
      const out = allocate('i32', keys.codes.length)
      for (let i = 0; i < out.length; i++) out[i] = places[keys.codes[i]!]!
      return out
    }
    const { data } = keys
    const out = allocate('i32', data.length)
    const table = this.#table
    if (table) {
      const least = this.#least
      lookUp(data, table, least, out)
    } else for (let i = 0; i < data.length; i++) out[i] = this.#places.get(data[i]!) ?? -1
    return out
  }
}

function lookUp(data: Int32Array, table: Int32Array, least: number, out: Int32Array): void {
  const n = data.length
  const width = table.length
  // Neighbours are mostly alike.
  let last = data[0]! - 1
  let place = -1
  for (let i = 0; i < n; i++) {
    const value = data[i]!
    if (value !== last) {
      last = value
      const at = value - least
      place = at >= 0 && at < width ? table[at]! : -1
    }
    out[i] = place
  }
}

/** The distinct values of `keys`, nulls left out, in order of appearance. */
function distinct(keys: Keys): (number | string)[] {
  if (keys.is === 'numbers') return [...new Set(keys.data)].filter(value => value !== nullI32)
  return [...new Set(keys.codes)].map(code => keys.texts[code]!).filter(text => text !== '')
}

/** The values of a partition scheme as numbers or strings. @throws StorageError if the type can't partition. */
export function schemeKeys(values: Vector): (number | string)[] {
  const { type } = values
  if (!canPartition(type)) {
    throw new StorageError('invalid', `The data type ${type} can't be used for a partition column`)
  }
  const keys = keysOf(values, type)
  const all =
    keys.is === 'numbers' ? Array.from(keys.data) : Array.from(keys.codes, code => keys.texts[code]!)
  if (all.some(key => key === nullI32 || key === '')) {
    throw new StorageError('invalid', 'A partition scheme cannot contain null')
  }
  return all
}

/** A vector of such values again. */
export function vectorOfKeys(type: DataType, keys: readonly (number | string)[]): Vector {
  if (isLiteral(type)) return SymbolVector.of(keys as readonly string[])
  return FixedVector.of(type, keys as readonly number[])
}

/** Each value is a partition. */
export class ValueLevel implements PartitionLevel {
  readonly kind = 'VALUE'
  readonly type: DataType
  readonly values: readonly (number | string)[]
  readonly #index: KeyIndex

  constructor(type: DataType, values: readonly (number | string)[]) {
    this.type = type
    this.values = [...new Set(values)]
    this.#index = new KeyIndex(this.values)
  }

  get count(): number {
    return this.values.length
  }

  codes(column: Vector): Int32Array {
    return this.#index.find(keysOf(column, this.type))
  }

  name(code: number): string {
    return keyName(this.type, this.values[code]!)
  }

  /** The values of a column that have no partition yet; nulls never get one. */
  missing(column: Vector): (number | string)[] {
    const keys = keysOf(column, this.type)
    // Mostly there are none, which is found out much faster than which ones.
    if (!this.#index.find(keys).includes(-1)) return []
    return distinct(keys).filter(key => !this.#index.has(key))
  }

  /** With more values; those that are there already change nothing. */
  with(values: readonly (number | string)[]): ValueLevel {
    return new ValueLevel(this.type, [...this.values, ...values])
  }

  /** Without the values whose partitions have these names; the others get new numbers. */
  without(names: ReadonlySet<string>): ValueLevel {
    return new ValueLevel(
      this.type,
      this.values.filter((_, code) => !names.has(this.name(code))),
    )
  }
}
