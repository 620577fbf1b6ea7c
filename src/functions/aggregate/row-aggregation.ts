import type { Windows } from '../../kernels/windows/windows.ts'
import { compareRaws } from '../../values/compare.ts'
import { type DataType, INT } from '../../values/data-type.ts'
import { NULL, Scalar } from '../../values/forms/scalar.ts'
import { isNullRaw, nullOf, type Raw } from '../../values/null.ts'
import { vectorOfRaws } from '../../values/vectors/build.ts'
import type { Vector } from '../../values/vectors/vector.ts'
import { rawReader } from '../lift/plans/elements.ts'
import type { Aggregation } from './aggregation.ts'
import { growingWindows } from './growing-windows.ts'
import { movingByRanges } from './moving-ranges.ts'

/** Which row of a range it is, −1: none. */
type Pick = (read: (row: number) => Raw, type: DataType, start: number, end: number) => number

function extreme(sign: 1 | -1, lastCounts: boolean): Pick {
  return (read, type, start, end) => {
    let best = -1
    for (let row = start; row < end; row++) {
      const raw = read(row)
      if (isNullRaw(type, raw)) continue
      const order = best < 0 ? 1 : sign * compareRaws(type, raw, read(best))
      if (order > 0 || (order === 0 && lastCounts)) best = row
    }
    return best
  }
}

function firstValid(read: (row: number) => Raw, type: DataType, start: number, end: number): number {
  for (let row = start; row < end; row++) if (!isNullRaw(type, read(row))) return row
  return -1
}

function lastValid(read: (row: number) => Raw, type: DataType, start: number, end: number): number {
  for (let row = end - 1; row >= start; row--) if (!isNullRaw(type, read(row))) return row
  return -1
}

const picks = {
  first: (_read, _type, start, end) => (start < end ? start : -1),
  last: (_read, _type, start, end) => (start < end ? end - 1 : -1),
  firstNot: firstValid,
  lastNot: lastValid,
  min: extreme(-1, false),
  max: extreme(1, false),
  imin: extreme(-1, false),
  imax: extreme(1, false),
  iminLast: extreme(-1, true),
  imaxLast: extreme(1, true),
} satisfies Record<string, Pick>

// Of values of many types: the first or last one, as it is.
function pickedOf(column: Vector, rule: keyof typeof picks): Scalar {
  const row = picks[rule](i => (column.isNullAt(i) ? null : i), column.type, 0, column.length)
  return row < 0 ? NULL : (column.get(row) as Scalar)
}

/** Aggregates that pick a row, or count rows: for columns of any type, text and identifiers among them. */
export class RowAggregation implements Aggregation {
  readonly name: string
  readonly inputs = 1
  readonly #rule: keyof typeof picks | 'count'

  constructor(name: string, rule: keyof typeof picks | 'count') {
    this.name = name
    this.#rule = rule
  }

  // Values of many types are in no order.
  takes([type]: readonly DataType[]): boolean {
    return type?.category !== 'MIXED' || /^(count|first|last)/.test(this.#rule)
  }

  of(columns: readonly Vector[]): Scalar {
    const [column] = columns as [Vector]
    if (column.type.category === 'MIXED' && this.#rule !== 'count') return pickedOf(column, this.#rule)
    return new Scalar(this.#result(column.type), this.#value(column, rawReader(column), 0, column.length))
  }

  ranges(columns: readonly Vector[], starts: Int32Array, ends: Int32Array): Vector {
    const [column] = columns as [Vector]
    const read = rawReader(column)
    const raws = Array.from(starts, (start, r) => this.#value(column, read, start, ends[r]!))
    return vectorOfRaws(this.#result(column.type), raws)
  }

  grouped(): undefined {
    return undefined
  }

  moving(columns: readonly Vector[], windows: Windows): Vector {
    return movingByRanges(this, columns, windows)
  }

  running(columns: readonly Vector[], offsets: Int32Array): Vector {
    return this.moving(columns, growingWindows(columns[0]!.length, offsets))
  }

  #result(type: DataType): DataType {
    return this.#rule === 'count' || this.#rule.startsWith('i') ? INT : type
  }

  #value(column: Vector, read: (row: number) => Raw, start: number, end: number): Raw {
    if (this.#rule === 'count') {
      let count = 0
      for (let row = start; row < end; row++) if (!column.isNullAt(row)) count++
      return count
    }
    const row = picks[this.#rule](read, column.type, start, end)
    if (this.#rule.startsWith('i')) return row < 0 ? -1 : row - start
    return row < 0 ? nullOf(column.type) : read(row)
  }
}
