import { scratch } from '../../kernels/storage.ts'
import type { Windows } from '../../kernels/windows.ts'
import { DOUBLE } from '../../values/data-type.ts'
import type { FixedVector } from '../../values/fixed-vector.ts'
import { nullOf } from '../../values/null.ts'
import { allocateResult } from '../lift/kernel-plan.ts'
import { rangesOf } from './moving-ranges.ts'

const missing = nullOf(DOUBLE) as number

/** The values of a window in order. Moving by a row costs a search and shifting what lies behind. */
class SortedValues {
  #values = scratch('f64', 64)
  #length = 0

  get length(): number {
    return this.#length
  }

  /** For reading only, until the next change. */
  get values(): Float64Array {
    return this.#values.subarray(0, this.#length)
  }

  clear(): void {
    this.#length = 0
  }

  add(value: number): void {
    if (this.#length === this.#values.length) {
      const grown = scratch('f64', 2 * this.#length)
      grown.set(this.#values)
      this.#values = grown
    }
    const at = this.#placeOf(value)
    this.#values.copyWithin(at + 1, at, this.#length)
    this.#values[at] = value
    this.#length++
  }

  /** Takes out one of the values that equal this one, which must be there. */
  remove(value: number): void {
    const at = this.#placeOf(value)
    this.#values.copyWithin(at, at + 1, this.#length)
    this.#length--
  }

  /** The first place whose value isn't smaller. NaN sorts last. */
  #placeOf(value: number): number {
    let low = 0
    let high = this.#length
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#values[middle]! < value) low = middle + 1
      else high = middle
    }
    return low
  }
}

/** A statistic of the sorted values of every window; null without any, or with too few. */
export function movingOfSorted(
  data: Float64Array,
  windows: Windows,
  statistic: (sorted: Float64Array) => number,
): FixedVector {
  const { starts, ends } = rangesOf(windows, data.length)
  const out = allocateResult(DOUBLE, starts.length)
  const sorted = new SortedValues()
  let [from, to] = [0, 0]
  let early = -1
  let segment = 0
  for (let r = 0; r < starts.length; r++) {
    const [start, end] = [starts[r]!, ends[r]!]
    if (start < from || end < to || start >= to) {
      sorted.clear()
      from = start
      to = start
    }
    for (; to < end; to++) if (data[to] !== missing) sorted.add(data[to]!)
    for (; from < start; from++) if (data[from] !== missing) sorted.remove(data[from]!)
    if (windows.kind === 'rows' && r === windows.first[segment])
      early = windows.first[segment++]! + windows.skip
    const none = r < early || sorted.length === 0 || sorted.length < windows.least
    out.data[r] = none ? missing : statistic(sorted.values)
  }
  out.mayHoldNulls = true
  return out
}
