import { vectorOfRaws } from '../../values/build.ts'
import { type DataType, INT } from '../../values/data-type.ts'
import { isNullRaw, nullOf, type Raw } from '../../values/null.ts'
import { Scalar } from '../../values/scalar.ts'
import { keyOf } from '../../values/set.ts'
import type { Vector } from '../../values/vector.ts'
import type { Groups } from '../define.ts'
import { rawReader } from '../lift/elements.ts'
import type { Aggregation } from './aggregation.ts'

/** Aggregates over distinct values, of columns of any type. */
export class DistinctAggregation implements Aggregation {
  readonly name: string
  readonly inputs = 1
  readonly #withNulls: boolean
  readonly #countsThem: boolean

  /** `mode` gives the value that occurs most often; `nunique` the number of distinct ones. */
  constructor(name: 'mode' | 'nunique', withNulls: boolean) {
    this.name = name
    this.#countsThem = name === 'nunique'
    this.#withNulls = withNulls
  }

  takes(): boolean {
    return true
  }

  of([column]: readonly Vector[]): Scalar {
    return new Scalar(
      this.#result(column!.type),
      this.#value(column!.type, rawReader(column!), 0, column!.length),
    )
  }

  ranges([column]: readonly Vector[], starts: Int32Array, ends: Int32Array): Vector {
    const read = rawReader(column!)
    const { type } = column!
    const raws: Raw[] = Array.from(starts, (start, r) => this.#value(type, read, start, ends[r]!))
    return vectorOfRaws(this.#result(type), raws)
  }

  grouped([column]: readonly Vector[], groups: Groups): Vector {
    const { order, offsets, count } = groups
    return this.ranges([column!.gather(order)], offsets.subarray(0, count), offsets.subarray(1, count + 1))
  }

  #result(type: DataType): DataType {
    return this.#countsThem ? INT : type
  }

  #value(type: DataType, read: (row: number) => Raw, start: number, end: number): Raw {
    const counts = new Map<unknown, number>()
    let most = 0
    for (let row = start; row < end; row++) {
      const raw = read(row)
      if (!this.#withNulls && isNullRaw(type, raw)) continue
      const key = keyOf(raw)
      const count = (counts.get(key) ?? 0) + 1
      counts.set(key, count)
      if (count > most) most = count
    }
    if (this.#countsThem) return counts.size
    // Of several values that occur most often: the one that came first.
    for (let row = start; row < end; row++) if (counts.get(keyOf(read(row))) === most) return read(row)
    return nullOf(type)
  }
}
