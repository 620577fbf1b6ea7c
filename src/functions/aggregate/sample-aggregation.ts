import type { Windows } from '../../kernels/windows/windows.ts'
import { isPlainNumber } from '../../values/cast/promote.ts'
import { castFlat } from '../../values/cast/vector.ts'
import { type DataType, DOUBLE, isTemporal } from '../../values/data-type.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import { nullOf, type Raw } from '../../values/null.ts'
import { vectorOfRaws } from '../../values/vectors/build.ts'
import type { Vector } from '../../values/vectors/vector.ts'
import type { Groups } from '../define.ts'
import type { Aggregation } from './aggregation.ts'
import { movingByRanges } from './moving-ranges.ts'

const missing = nullOf(DOUBLE) as number

/** A statistic of the values of a sample, which it may reorder. NaN stands for none. Never called for no values. */
export type Statistic = (values: Float64Array) => number

/** An aggregate that needs all values at hand, as a median does. Nulls are left out; the result is DOUBLE. */
export class SampleAggregation implements Aggregation {
  readonly name: string
  readonly inputs = 1
  readonly #statistic: Statistic

  constructor(name: string, statistic: Statistic) {
    this.name = name
    this.#statistic = statistic
  }

  takes([type]: readonly DataType[]): boolean {
    return isPlainNumber(type!) || type!.category === 'DECIMAL' || isTemporal(type!)
  }

  of([column]: readonly Vector[]): Scalar {
    const { data } = castFlat(column!, DOUBLE)
    return new Scalar(DOUBLE, this.#value(data as Float64Array, 0, data.length))
  }

  ranges([column]: readonly Vector[], starts: Int32Array, ends: Int32Array): Vector {
    const data = castFlat(column!, DOUBLE).data as Float64Array
    const raws: Raw[] = Array.from(starts, (start, r) => this.#value(data, start, ends[r]!))
    return vectorOfRaws(DOUBLE, raws)
  }

  grouped([column]: readonly Vector[], groups: Groups): Vector {
    const { order, offsets, count } = groups
    return this.ranges([column!.gather(order)], offsets.subarray(0, count), offsets.subarray(1, count + 1))
  }

  moving(columns: readonly Vector[], windows: Windows): Vector {
    return movingByRanges(this, columns, windows)
  }

  #value(data: Float64Array, start: number, end: number): number {
    const values = new Float64Array(end - start)
    let n = 0
    for (let i = start; i < end; i++) if (data[i] !== missing) values[n++] = data[i]!
    if (n === 0) return missing
    const value = this.#statistic(values.subarray(0, n))
    return Number.isNaN(value) ? missing : value
  }
}
