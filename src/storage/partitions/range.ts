import { nullI32 } from '../../kernels/null.ts'
import type { DataType } from '../../values/data-type.ts'
import { allocate } from '../../values/memory.ts'
import type { Vector } from '../../values/vectors/vector.ts'
import { StorageError } from '../storage-error.ts'
import { type Keys, keysOf } from './key.ts'
import type { PartitionLevel } from './level.ts'
import { keyName } from './name.ts'

/** Partition i holds bounds[i] ≤ value < bounds[i + 1]. */
export class RangeLevel implements PartitionLevel {
  readonly kind = 'RANGE'
  readonly type: DataType
  readonly bounds: readonly (number | string)[]

  constructor(type: DataType, bounds: readonly (number | string)[]) {
    this.type = type
    this.bounds = bounds
    if (bounds.length < 2)
      throw new StorageError('invalid', 'A RANGE partition scheme needs at least two elements')
    for (let i = 1; i < bounds.length; i++) {
      if (bounds[i - 1]! < bounds[i]!) continue
      throw new StorageError(
        'invalid',
        'The elements of a RANGE partition scheme must be strictly increasing',
      )
    }
  }

  get count(): number {
    return this.bounds.length - 1
  }

  codes(column: Vector): Int32Array {
    const keys = keysOf(column, this.type)
    return keys.is === 'texts' ? this.#ofTexts(keys) : this.#ofNumbers(keys.data)
  }

  name(code: number): string {
    return `${keyName(this.type, this.bounds[code]!)}_${keyName(this.type, this.bounds[code + 1]!)}`
  }

  /** With more ranges after the last; `more` begins with the last bound there is. */
  with(more: readonly (number | string)[]): RangeLevel {
    if (more[0] !== this.bounds.at(-1)) {
      throw new StorageError(
        'invalid',
        'The first element of the new ranges must be the last element of the existing partition scheme',
      )
    }
    return new RangeLevel(this.type, [...this.bounds, ...more.slice(1)])
  }

  #place(key: number | string): number {
    const { bounds } = this
    if (!(key >= bounds[0]! && key < bounds[bounds.length - 1]!)) return -1
    let low = 0
    let high = bounds.length - 1
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if (key < bounds[middle]!) high = middle
      else low = middle
    }
    return low
  }

  #ofTexts(keys: Extract<Keys, { is: 'texts' }>): Int32Array {
    const places = Int32Array.from(keys.texts, text => (text === '' ? -1 : this.#place(text)))
    const out = allocate('i32', keys.codes.length)
    for (let i = 0; i < out.length; i++) out[i] = places[keys.codes[i]!]!
    return out
  }

  #ofNumbers(data: Int32Array): Int32Array {
    const bounds = Int32Array.from(this.bounds as readonly number[])
    const out = allocate('i32', data.length)
    // Neighbours mostly lie in one range.
    let from = 1
    let to = 0
    let place = -1
    for (let i = 0; i < data.length; i++) {
      const value = data[i]!
      if (value < from || value >= to) {
        place = value === nullI32 ? -1 : this.#place(value)
        if (place >= 0) {
          from = bounds[place]!
          to = bounds[place + 1]!
        } else {
          from = 1
          to = 0
        }
      }
      out[i] = place
    }
    return out
  }
}
