import { type Interpolation, quantile, quantileRanges } from '../../kernels/aggregates/quantile.ts'
import type { Column } from '../../kernels/column.ts'
import { movingQuantile } from '../../kernels/windows/moving-order.ts'
import type { Windows } from '../../kernels/windows/windows.ts'
import { isPlainNumber } from '../../values/cast/promote.ts'
import { castVector } from '../../values/cast/vector.ts'
import { type DataType, DOUBLE, isTemporal } from '../../values/data-type.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import type { FixedVector } from '../../values/vectors/fixed-vector.ts'
import type { Vector } from '../../values/vectors/vector.ts'
import type { Groups } from '../define.ts'
import { allocateResult, kernelStorage } from '../lift/plans/kernel-plan.ts'
import type { Aggregation } from './aggregation.ts'

/** The value below which a fraction (0 to 1) of the values lies: medians, percentiles. Nulls are left out. */
export class QuantileAggregation implements Aggregation {
  readonly name: string
  readonly inputs = 1
  readonly #fraction: number
  readonly #interpolation: Interpolation

  constructor(name: string, fraction: number, interpolation: Interpolation) {
    this.name = name
    this.#fraction = fraction
    this.#interpolation = interpolation
  }

  takes([type]: readonly DataType[]): boolean {
    return isPlainNumber(type!) || type!.category === 'DECIMAL' || isTemporal(type!)
  }

  of([column]: readonly Vector[]): Scalar {
    return new Scalar(DOUBLE, quantile(asColumn(column!), this.#fraction, this.#interpolation))
  }

  ranges([column]: readonly Vector[], starts: Int32Array, ends: Int32Array): Vector {
    const out = allocateResult(DOUBLE, starts.length)
    quantileRanges(
      asColumn(column!),
      starts,
      ends,
      this.#fraction,
      this.#interpolation,
      out.data as Float64Array,
    )
    out.mayHoldNulls = true
    return out
  }

  grouped([column]: readonly Vector[], groups: Groups): Vector {
    const { order, offsets, count } = groups
    return this.ranges([column!.gather(order)], offsets.subarray(0, count), offsets.subarray(1, count + 1))
  }

  moving([column]: readonly Vector[], windows: Windows): Vector {
    const out = allocateResult(DOUBLE, windows.kind === 'rows' ? column!.length : windows.first.length)
    movingQuantile(asColumn(column!), this.#fraction, this.#interpolation, windows, out.data as Float64Array)
    out.mayHoldNulls = true
    return out
  }
}

/** A column of numbers as kernels read it; decimals as DOUBLE. */
export function asColumn(vector: Vector): Column {
  const numbers = (vector.type.category === 'DECIMAL' ? castVector(vector, DOUBLE) : vector) as FixedVector
  return { storage: kernelStorage(numbers.type)!, data: numbers.data as never, nulls: numbers.mayHoldNulls }
}
