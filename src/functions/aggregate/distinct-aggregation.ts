import type { Windows } from '../../kernels/windows/windows.ts'
import { type DataType, INT } from '../../values/data-type.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import { keyOf } from '../../values/forms/set.ts'
import { isNullRaw, nullOf, type Raw } from '../../values/null.ts'
import { vectorOfRaws } from '../../values/vectors/build.ts'
import type { Vector } from '../../values/vectors/vector.ts'
import type { Groups } from '../define.ts'
import { rawReader } from '../lift/plans/elements.ts'
import { allocateResult } from '../lift/plans/kernel-plan.ts'
import type { Aggregation } from './aggregation.ts'
import { movingByRanges, rangesOf, withoutResult } from './moving-ranges.ts'

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

  moving(columns: readonly Vector[], windows: Windows): Vector {
    return this.#countsThem ? this.#movingCounts(columns, windows) : movingByRanges(this, columns, windows)
  }

  // Occurrences are counted in and out as the window moves.
  #movingCounts(columns: readonly Vector[], windows: Windows): Vector {
    const [column] = columns as [Vector]
    const read = rawReader(column)
    const { starts, ends } = rangesOf(windows, column.length)
    const missing = withoutResult(windows, columns)
    const out = allocateResult(INT, starts.length)
    const counts = new Map<unknown, number>()
    const count = (row: number, by: 1 | -1) => {
      const raw = read(row)
      if (!this.#withNulls && isNullRaw(column.type, raw)) return
      const key = keyOf(raw)
      const now = (counts.get(key) ?? 0) + by
      if (now === 0) counts.delete(key)
      else counts.set(key, now)
    }
    let [from, to] = [0, 0]
    for (let r = 0; r < out.length; r++) {
      const [start, end] = [starts[r]!, ends[r]!]
      if (start < from || end < to || start >= to) {
        counts.clear()
        from = start
        to = start
      }
      for (; to < end; to++) count(to, 1)
      for (; from < start; from++) count(from, -1)
      out.setRaw(r, missing(r) ? nullOf(INT) : counts.size)
    }
    return out
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
