import type { Windows } from '../../kernels/windows/windows.ts'
import { isPlainNumber } from '../../values/cast/promote.ts'
import { castFlat } from '../../values/cast/vector.ts'
import { type DataType, DOUBLE } from '../../values/data-type.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import { nullOf, type Raw } from '../../values/null.ts'
import { vectorOfRaws } from '../../values/vectors/build.ts'
import type { Vector } from '../../values/vectors/vector.ts'
import type { Groups } from '../define.ts'
import type { Aggregation } from './aggregation.ts'
import { movingByRanges } from './moving-ranges.ts'

const missing = nullOf(DOUBLE) as number

/** A statistic of pairs of values. NaN stands for none. Never called for no pairs. */
export type PairStatistic = (xs: Float64Array, ys: Float64Array) => number

/** An aggregate of two columns; rows with a null in either are left out. The result is DOUBLE. */
export class PairAggregation implements Aggregation {
  readonly name: string
  readonly inputs = 2
  readonly #statistic: PairStatistic

  constructor(name: string, statistic: PairStatistic) {
    this.name = name
    this.#statistic = statistic
  }

  takes(types: readonly DataType[]): boolean {
    return types.every(type => isPlainNumber(type) || type.category === 'DECIMAL')
  }

  of(columns: readonly Vector[]): Scalar {
    return new Scalar(DOUBLE, this.#value(doubles(columns), 0, columns[0]!.length))
  }

  ranges(columns: readonly Vector[], starts: Int32Array, ends: Int32Array): Vector {
    const both = doubles(columns)
    const raws: Raw[] = Array.from(starts, (start, r) => this.#value(both, start, ends[r]!))
    return vectorOfRaws(DOUBLE, raws)
  }

  grouped(columns: readonly Vector[], groups: Groups): Vector {
    const { order, offsets, count } = groups
    const sorted = columns.map(column => column.gather(order))
    return this.ranges(sorted, offsets.subarray(0, count), offsets.subarray(1, count + 1))
  }

  moving(columns: readonly Vector[], windows: Windows): Vector {
    return movingByRanges(this, columns, windows)
  }

  #value([x, y]: readonly Float64Array[], start: number, end: number): number {
    const [xs, ys] = [new Float64Array(end - start), new Float64Array(end - start)]
    let n = 0
    for (let i = start; i < end; i++) {
      if (x![i] === missing || y![i] === missing) continue
      xs[n] = x![i]!
      ys[n++] = y![i]!
    }
    if (n === 0) return missing
    const value = this.#statistic(xs.subarray(0, n), ys.subarray(0, n))
    return Number.isNaN(value) ? missing : value
  }
}

const doubles = (columns: readonly Vector[]) =>
  columns.map(column => castFlat(column, DOUBLE).data as Float64Array)
