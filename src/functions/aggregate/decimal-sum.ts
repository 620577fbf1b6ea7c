import type { Windows } from '../../kernels/windows/windows.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { type DataType, decimal128 } from '../../values/data-type.ts'
import { decimalRaw } from '../../values/elements/decimal.ts'
import type { Scalar } from '../../values/forms/scalar.ts'
import { nullOf } from '../../values/null.ts'
import { FixedVector } from '../../values/vectors/fixed-vector.ts'
import type { Vector } from '../../values/vectors/vector.ts'
import type { Groups } from '../define.ts'
import { rawReader } from '../lift/plans/elements.ts'
import type { Aggregation } from './aggregation.ts'
import { rangesOf, withoutResult } from './moving-ranges.ts'

const WORD = 2 ** 32
// So many words can be added up in a double without rounding.
const EXACT_ROWS = 2 ** 20

/**
 * Sums in words of 32 bits, one after the other: each word of a value is added to a double of its own, and what goes
 * beyond a word is carried over to the next now and then.
 */
class WordSums {
  readonly #words: Int32Array
  readonly #perValue: 2 | 4
  readonly #sums: Float64Array
  readonly counts: Int32Array
  #added = 0

  constructor(column: FixedVector, results: number) {
    const { data } = column
    this.#words = new Int32Array(data.buffer, data.byteOffset, data.byteLength / 4)
    this.#perValue = column.type.storage === 'i128' ? 4 : 2
    this.#sums = new Float64Array(results * (this.#perValue + 1))
    this.counts = new Int32Array(results)
  }

  /** Adds a row to the result at a place. */
  add(row: number, place: number): void {
    const words = this.#words
    const sums = this.#sums
    const top = this.#perValue - 1
    const from = row * this.#perValue
    let rest = 0
    for (let k = 0; k < top; k++) rest |= words[from + k]!
    if (words[from + top] === -(2 ** 31) && rest === 0) return
    const at = place * (top + 2)
    for (let k = 0; k < top; k++) sums[at + k]! += words[from + k]! >>> 0
    sums[at + top]! += words[from + top]!
    this.counts[place]!++
    if (++this.#added === EXACT_ROWS) this.#carry()
  }

  #carry(): void {
    const sums = this.#sums
    const width = this.#perValue + 1
    for (let at = 0; at < sums.length; at++) {
      if (at % width === width - 1) continue
      const over = Math.floor(sums[at]! / WORD)
      sums[at]! -= over * WORD
      sums[at + 1]! += over
    }
    this.#added = 0
  }

  sum(place: number): bigint {
    let result = 0n
    for (let k = this.#perValue; k >= 0; k--)
      result = (result << 32n) + BigInt(this.#sums[place * (this.#perValue + 1) + k]!)
    return result
  }
}

/** The exact sum of decimals of 64 or 128 bits, as DECIMAL128. */
export class DecimalSum implements Aggregation {
  readonly name: string
  readonly inputs = 1

  constructor(name: string) {
    this.name = name
  }

  takes([type]: readonly DataType[]): boolean {
    return type!.category === 'DECIMAL' && type!.storage !== 'i32'
  }

  of([column]: readonly Vector[]): Scalar {
    const sums = new WordSums(column as FixedVector, 1)
    for (let row = 0; row < column!.length; row++) sums.add(row, 0)
    return results(column!, sums).get(0)
  }

  ranges([column]: readonly Vector[], starts: Int32Array, ends: Int32Array): Vector {
    const sums = new WordSums(column as FixedVector, starts.length)
    for (let r = 0; r < starts.length; r++) for (let row = starts[r]!; row < ends[r]!; row++) sums.add(row, r)
    return results(column!, sums)
  }

  grouped([column]: readonly Vector[], { codes, count }: Groups): Vector {
    const sums = new WordSums(column as FixedVector, count)
    for (let row = 0; row < codes.length; row++) sums.add(row, codes[row]!)
    return results(column!, sums)
  }

  moving([column]: readonly Vector[], windows: Windows): Vector {
    const { starts, ends } = rangesOf(windows, column!.length)
    const missing = withoutResult(windows, [column!])
    const window = new Window(column!)
    return filled(column!, starts.length, r => {
      window.moveTo(starts[r]!, ends[r]!)
      return missing(r) ? null : window.sum
    })
  }

  running([column]: readonly Vector[], offsets: Int32Array): Vector {
    const window = new Window(column!)
    let segment = 0
    return filled(column!, column!.length, row => {
      while (row >= offsets[segment + 1]!) segment++
      window.moveTo(offsets[segment]!, row + 1)
      return window.sum
    })
  }
}

/** The sum of rows from … to − 1, which goes along as both move on. */
class Window {
  readonly #read: (row: number) => bigint
  readonly #column: Vector
  #sum = 0n
  #count = 0
  #from = 0
  #to = 0

  constructor(column: Vector) {
    this.#column = column
    this.#read = rawReader(column) as (row: number) => bigint
  }

  /** Null: no row has a value. */
  get sum(): bigint | null {
    return this.#count === 0 ? null : this.#sum
  }

  moveTo(from: number, to: number): void {
    if (from < this.#from || to < this.#to || from >= this.#to) {
      this.#sum = 0n
      this.#count = 0
      this.#from = from
      this.#to = from
    }
    while (this.#to < to) this.#change(this.#to++, 1)
    while (this.#from < from) this.#change(this.#from++, -1)
  }

  #change(row: number, sign: 1 | -1): void {
    if (this.#column.isNullAt(row)) return
    const raw = this.#read(row)
    this.#sum += sign === 1 ? raw : -raw
    this.#count += sign
  }
}

const results = (column: Vector, sums: WordSums): FixedVector =>
  filled(column, sums.counts.length, place => (sums.counts[place] === 0 ? null : sums.sum(place)))

function filled(column: Vector, length: number, at: (place: number) => bigint | null): FixedVector {
  const type = decimal128(column.type.scale)
  const out = FixedVector.zeros(type, length)
  for (let place = 0; place < length; place++) {
    const sum = at(place)
    const raw = sum === null ? nullOf(type) : decimalRaw(sum, type)
    if (raw === undefined) throw new ScriptError('Decimal math overflow')
    out.setRaw(place, raw)
  }
  // Zero also looks like the null of other types of 128 bits.
  out.mayHoldNulls = true
  return out
}
