import { type AggregateName, aggregateNamed } from '../../kernels/aggregates/aggregate.ts'
import { cumulative } from '../../kernels/aggregates/cumulative.ts'
import { reduceGroups } from '../../kernels/aggregates/grouped.ts'
import { reduce, reduceRanges } from '../../kernels/aggregates/reduce.ts'
import { isTotal, totals } from '../../kernels/aggregates/totals.ts'
import type { Column } from '../../kernels/column.ts'
import { MANY_ROWS } from '../../kernels/parallel/parallel.ts'
import { moving } from '../../kernels/windows/moving.ts'
import type { Windows } from '../../kernels/windows/windows.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { isPlainNumber } from '../../values/cast/promote.ts'
import { castVector } from '../../values/cast/vector.ts'
import { type DataType, DOUBLE, decimal64, INT, isTemporal, LONG, SYMBOL } from '../../values/data-type.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import { nullOf, type Raw } from '../../values/null.ts'
import { FixedVector } from '../../values/vectors/fixed-vector.ts'
import { SymbolVector } from '../../values/vectors/symbol-vector.ts'
import type { Vector } from '../../values/vectors/vector.ts'
import type { Groups } from '../define.ts'
import { allocateResult, dataOf, kernelStorage } from '../lift/plans/kernel-plan.ts'
import type { Aggregation } from './aggregation.ts'
import { DecimalSum } from './decimal-sum.ts'
import { RowAggregation } from './row-aggregation.ts'

/** Places of decimals that a result still has to be divided by: of `sum2` twice as many as of `avg`. */
const powers: Partial<Record<AggregateName, number>> = {
  avg: 1,
  std: 1,
  stdp: 1,
  sum2: 2,
  var: 2,
  varp: 2,
  sum3: 3,
  sum4: 4,
}

const byRow: Partial<
  Record<
    AggregateName,
    | 'min'
    | 'max'
    | 'first'
    | 'last'
    | 'firstNot'
    | 'lastNot'
    | 'imin'
    | 'imax'
    | 'iminLast'
    | 'imaxLast'
    | 'count'
  >
> = {
  count: 'count',
  min: 'min',
  max: 'max',
  first: 'first',
  last: 'last',
  firstNot: 'firstNot',
  lastNot: 'lastNot',
  imin: 'imin',
  imax: 'imax',
  iminLast: 'iminLast',
  imaxLast: 'imaxLast',
}

/** An aggregate that kernels compute on numbers; what picks a row works on columns of any type. */
export class KernelAggregation implements Aggregation {
  readonly name: string
  readonly inputs: 1 | 2
  readonly kernel: AggregateName
  readonly #rows: RowAggregation | null
  readonly #decimals: DecimalSum

  constructor(name: string, kernel: AggregateName) {
    this.name = name
    this.kernel = kernel
    this.inputs = aggregateNamed(kernel).inputs
    const rule = byRow[kernel]
    this.#rows = rule ? new RowAggregation(name, rule) : null
    this.#decimals = new DecimalSum(name)
  }

  takes(types: readonly DataType[]): boolean {
    if (this.#rows) return this.#rows.takes(types)
    return types.every(type => isPlainNumber(type) || type.category === 'DECIMAL' || isTemporal(type))
  }

  of(columns: readonly Vector[]): Scalar {
    const run = this.#prepare(columns)
    if (!run) return this.#fallback(columns).of(columns)
    return new Scalar(run.result, run.finish(this.#reduced(run)))
  }

  #reduced({ columns }: Run): number | bigint {
    const request = { name: this.kernel, columns }
    const shared = columns[0]!.data.length >= MANY_ROWS && isTotal(request) ? totals([request], null) : null
    return shared?.[0] ?? reduce(this.kernel, columns)
  }

  ranges(columns: readonly Vector[], starts: Int32Array, ends: Int32Array): Vector {
    const run = this.#prepare(columns)
    if (!run) return this.#fallback(columns).ranges(columns, starts, ends)
    return run.store(starts.length, out => reduceRanges(this.kernel, run.columns, starts, ends, out))
  }

  grouped(columns: readonly Vector[], groups: Groups): Vector | undefined {
    // Places would be those in the whole column.
    if (aggregateNamed(this.kernel).result === 'place') return undefined
    const run = this.#prepare(columns)
    if (!run) return this.#fallback(columns).grouped(columns, groups)
    const request = { name: this.kernel, columns: run.columns }
    const { codes, count, firstRows } = groups
    return run.store(count, out => reduceGroups([request], codes, count, [out], firstRows))
  }

  moving(columns: readonly Vector[], windows: Windows): Vector {
    const run = this.#prepare(columns)
    if (!run) return this.#fallback(columns).moving(columns, windows)
    const length = windows.kind === 'rows' ? columns[0]!.length : windows.first.length
    return run.store(length, out => moving(this.kernel, run.columns, windows, out), true)
  }

  running(columns: readonly Vector[], offsets: Int32Array): Vector {
    const run = this.#prepare(columns)
    if (!run) return this.#fallback(columns).running(columns, offsets)
    return run.store(columns[0]!.length, out => cumulative(this.kernel, run.columns, offsets, out))
  }

  /** Whether the places that `ranges` gives for such a column are counted from its beginning, not from the range's. */
  countsFromStart(column: Vector): boolean {
    return aggregateNamed(this.kernel).result === 'place' && this.#prepare([column]) !== null
  }

  // Of columns that no kernel reads.
  #fallback([column]: readonly Vector[]): Required<Pick<Aggregation, 'running'>> & Aggregation {
    if (this.kernel === 'sum' && this.#decimals.takes([column!.type])) return this.#decimals
    if (this.#rows) return this.#rows
    throw new ScriptError(`The function [${this.name}] can't aggregate ${column!.type}.`)
  }

  /** What the kernel is to be given, and how its results become values; null for columns that no kernel reads. */
  #prepare(columns: readonly Vector[]): Run | null {
    return prepareRun(this.kernel, columns)
  }
}

export interface Run {
  readonly columns: readonly Column[]
  readonly result: DataType
  readonly finish: (raw: number | bigint) => Raw
  /** Allocates results and has them filled; `nulls`: some may be null even of an aggregate that never is. */
  readonly store: (length: number, fill: (out: FixedVector['data']) => void, nulls?: boolean) => Vector
}

/** See KernelAggregation: also for running and moving forms, which use the same kernels. */
export function prepareRun(kernel: AggregateName, given: readonly Vector[]): Run | null {
  const columns = given.map(column => (asDouble(kernel, column.type) ? castVector(column, DOUBLE) : column))
  const inputs = columns.map(kernelColumn)
  if (inputs.some(input => input === null)) return null
  const [first] = columns as [Vector]
  const { result: kind } = aggregateNamed(kernel)
  const text = first.type === SYMBOL
  if (text && kind !== 'row' && kernel !== 'count') return null
  const decimals = columns.filter(column => column.type.category === 'DECIMAL')
  if (decimals.length > 0 && kind === 'sum' && first.type.storage === 'i64') return null
  const result = resultType(kernel, first.type)
  const divisor = decimals.length === 0 ? 1 : decimalDivisor(kernel, columns)
  return {
    columns: inputs as Column[],
    result,
    finish: raw => {
      if (text && kind === 'row') return (first as SymbolVector).base.strings[raw as number]!
      return divisor === 1 || raw === nullOf(result) ? raw : (raw as number) / divisor
    },
    store: (length, fill, nulls = false) => {
      const out = allocateResult(text && kind === 'row' ? INT : result, length)
      fill(out.data)
      if (divisor !== 1) divide(out.data as Float64Array, divisor)
      out.mayHoldNulls = nulls || kernel !== 'count'
      if (!text || kind !== 'row') return out
      return new SymbolVector(out.data as Int32Array, (first as SymbolVector).base)
    },
  }
}

// Products of decimals are floating, and so is what is computed from those of 128 bits.
function asDouble(kernel: AggregateName, type: DataType): boolean {
  if (type.category !== 'DECIMAL') return false
  return kernel === 'prod' || (type.storage === 'i128' && aggregateNamed(kernel).result === 'f64')
}

function kernelColumn(column: Vector): Column | null {
  const storage = kernelStorage(column.type)
  if (storage === null || !(column instanceof FixedVector || column instanceof SymbolVector)) return null
  return { storage, data: dataOf(column) as never, nulls: column.mayHoldNulls }
}

function resultType(kernel: AggregateName, type: DataType): DataType {
  switch (aggregateNamed(kernel).result) {
    case 'i32':
    case 'place':
      return INT
    case 'f64':
      return DOUBLE
    case 'sum':
      if (type.category === 'DECIMAL') return decimal64(type.scale)
      return type.category === 'FLOATING' ? DOUBLE : LONG
    default:
      return type
  }
}

// Kernels see the unscaled integers of decimals.
function decimalDivisor(kernel: AggregateName, columns: readonly Vector[]): number {
  if (aggregateNamed(kernel).result !== 'f64') return 1
  const [x, y] = columns.map(column => column.type.scale)
  if (y === undefined) return 10 ** ((powers[kernel] ?? 0) * x!)
  if (kernel === 'wavg') return 10 ** x!
  if (kernel === 'corr') return 1
  return kernel === 'beta' ? 10 ** (x! - y) : 10 ** (x! + y)
}

function divide(data: Float64Array, divisor: number): void {
  const missing = nullOf(DOUBLE) as number
  for (let i = 0; i < data.length; i++) if (data[i] !== missing) data[i]! /= divisor
}
