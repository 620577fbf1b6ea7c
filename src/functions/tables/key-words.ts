import { words as wordsIn } from '../../kernels/column.ts'
import { keyOf } from '../../values/forms/set.ts'
import { FixedVector } from '../../values/vectors/fixed-vector.ts'
import { type SymbolBase, SymbolVector } from '../../values/vectors/symbol-vector.ts'
import type { Vector } from '../../values/vectors/vector.ts'
import { rawReader } from '../lift/plans/elements.ts'

/** Rows of a key as 32-bit words, those of a row one behind the other: equal keys have equal words. */
export class KeyWords {
  readonly #columns: readonly ColumnWords[]
  /** Words of a row. */
  readonly width: number
  /** The first word of the last column. */
  readonly last: number

  /** For keys of the types of these columns. */
  constructor(columns: readonly Vector[]) {
    this.#columns = columns.map(wordsFor)
    this.width = this.#columns.reduce((sum, { width }) => sum + width, 0)
    this.last = this.width - this.#columns.at(-1)!.width
  }

  /** Of the rows from `start` on. `known`: a text that no key had yet gets −1 instead of a number of its own. */
  of(columns: readonly Vector[], start = 0, known = false): Int32Array {
    const rows = (columns[0]?.length ?? 0) - start
    const words = new Int32Array(rows * this.width)
    let at = 0
    this.#columns.forEach((column, i) => {
      column.write(columns[i]!, { words, at, stride: this.width, start, rows, known })
      at += column.width
    })
    return words
  }
}

/** Where the words of one column go: those of row `start + i` at `at + i * stride`. */
interface Target {
  readonly words: Int32Array
  readonly at: number
  readonly stride: number
  readonly start: number
  readonly rows: number
  readonly known: boolean
}

interface ColumnWords {
  readonly width: number
  write(column: Vector, to: Target): void
}

function wordsFor(column: Vector): ColumnWords {
  if (!(column instanceof FixedVector)) return new NumberedTexts()
  switch (column.type.storage) {
    case 'i8':
    case 'i16':
    case 'i32':
      return { width: 1, write: (from, to) => copy((from as FixedVector).data as Int32Array, 1, to) }
    case 'i64':
      return { width: 2, write: (from, to) => copy(wordsIn((from as FixedVector).data), 2, to) }
    case 'i128':
      return { width: 4, write: (from, to) => copy(wordsIn((from as FixedVector).data), 4, to) }
    default:
      return floats((column.type.storage === 'f64x2' ? 2 : 1) as 1 | 2)
  }
}

function copy(from: Int32Array, width: number, { words, at, stride, start, rows }: Target): void {
  for (let i = 0; i < rows; i++)
    for (let k = 0; k < width; k++) words[at + i * stride + k] = from[(start + i) * width + k]!
}

// As doubles, of which both zeros are one.
const floats = (lanes: 1 | 2): ColumnWords => ({
  width: 2 * lanes,
  write: (from, { words, at, stride, start, rows }) => {
    const { data } = from as FixedVector
    const value = new Float64Array(1)
    const halves = new Int32Array(value.buffer)
    for (let i = 0; i < rows; i++)
      for (let k = 0; k < lanes; k++) {
        value[0] = (data[(start + i) * lanes + k] as number) + 0
        words[at + i * stride + 2 * k] = halves[0]!
        words[at + i * stride + 2 * k + 1] = halves[1]!
      }
  },
})

/** Texts, and whatever else has no words of its own, by numbers in the order in which they come. */
class NumberedTexts implements ColumnWords {
  readonly width = 1
  readonly #numbers = new Map<unknown, number>()
  // Of a base's codes: number + 1, 0 where it isn't known yet.
  readonly #ofCodes = new WeakMap<SymbolBase, Int32Array>()

  write(column: Vector, to: Target): void {
    const { words, at, stride, start, rows, known } = to
    const numberOf = known ? this.#known : this.#number
    const read = column instanceof SymbolVector ? null : rawReader(column)
    if (read) for (let i = 0; i < rows; i++) words[at + i * stride] = numberOf(keyOf(read(start + i)))
    else this.#writeCodes(column as SymbolVector, to, numberOf)
  }

  #writeCodes(
    { base, codes }: SymbolVector,
    { words, at, stride, start, rows, known }: Target,
    numberOf: (key: unknown) => number,
  ): void {
    let numbers = this.#ofCodes.get(base)
    if (!numbers || numbers.length < base.size) {
      const longer = new Int32Array(base.size)
      if (numbers) longer.set(numbers)
      numbers = longer
      this.#ofCodes.set(base, numbers)
    }
    for (let i = 0; i < rows; i++) {
      const code = codes[start + i]!
      let number = numbers[code]! - 1
      if (number < 0) {
        number = numberOf(base.strings[code]!)
        if (!known || number >= 0) numbers[code] = number + 1
      }
      words[at + i * stride] = number
    }
  }

  readonly #known = (key: unknown): number => this.#numbers.get(key) ?? -1

  readonly #number = (key: unknown): number => {
    let number = this.#numbers.get(key)
    if (number === undefined) {
      number = this.#numbers.size
      this.#numbers.set(key, number)
    }
    return number
  }
}
