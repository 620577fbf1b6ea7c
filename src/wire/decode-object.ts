import type { ByteQueue } from '../base/byte-queue.ts'
import { ArrayVector } from '../values/array-vector.ts'
import { ANY, type DataType, DURATION, STRING, SYMBOL, typeOfCode, VOID } from '../values/data-type.ts'
import { Dictionary } from '../values/dictionary.ts'
import { FixedVector } from '../values/fixed-vector.ts'
import { Matrix } from '../values/matrix.ts'
import { allocate, type FixedStorage } from '../values/memory.ts'
import type { Raw } from '../values/null.ts'
import { Pair } from '../values/pair.ts'
import { NULL, Scalar } from '../values/scalar.ts'
import { SetValue } from '../values/set.ts'
import { StringVector } from '../values/string-vector.ts'
import { SymbolBase, SymbolVector } from '../values/symbol-vector.ts'
import { Table } from '../values/table.ts'
import { Tuple } from '../values/tuple.ts'
import type { Value } from '../values/value.ts'
import { Vector } from '../values/vector.ts'
import { durationUnits, EXTENDED, forms } from './forms.ts'

/** Bytes that can't be what the protocol says. The connection is out of step and must end. */
export class WireError extends Error {}

/** A reading that stops (yields) whenever the bytes at hand are used up, and goes on when more came. */
export type Reading<T> = Generator<void, T, void>

export interface Limits {
  /** Bytes of one vector. */
  readonly vectorBytes: number
  /** Objects within objects. */
  readonly depth: number
}

const LONGEST_TEXT = 64 * 1024 * 1024
const decoder = new TextDecoder()

/** Reads objects of one message, little endian or big. */
export class ObjectDecoder {
  readonly #queue: ByteQueue
  readonly #little: boolean
  readonly #limits: Limits
  readonly #bases = new Map<number, SymbolBase>()
  #depth = 0

  constructor(queue: ByteQueue, limits: Limits, littleEndian = true) {
    this.#queue = queue
    this.#limits = limits
    this.#little = littleEndian
  }

  /** @throws WireError */
  *read(): Reading<Value> {
    if (++this.#depth > this.#limits.depth) throw new WireError('Objects are nested too deeply.')
    const head = yield* this.#take(2)
    const type = head[this.#little ? 0 : 1]!
    const form = head[this.#little ? 1 : 0]!
    const value = yield* this.#body(type, form)
    this.#depth--
    return value
  }

  *#body(code: number, form: number): Reading<Value> {
    switch (form) {
      case forms.scalar:
        return yield* this.#scalar(code)
      case forms.vector:
        return yield* this.#vector(code)
      case forms.pair:
        return yield* this.#pair(code)
      case forms.matrix:
        return yield* this.#matrix()
      case forms.set:
        return yield* this.#set()
      case forms.dictionary:
      case forms.chart:
        return yield* this.#dictionary(code)
      case forms.table:
        return yield* this.#table()
      default:
        throw new WireError(`Objects of form ${form} aren't understood.`)
    }
  }

  // ------------------------------------------------------------ primitive readings

  *#take(n: number): Reading<Uint8Array> {
    while (this.#queue.available < n) yield
    return this.#queue.take(n)
  }

  *#i32(): Reading<number> {
    const bytes = yield* this.#take(4)
    return new DataView(bytes.buffer, bytes.byteOffset, 4).getInt32(0, this.#little)
  }

  *#count(width: number): Reading<number> {
    const count = (yield* this.#i32()) >>> 0
    if (count * Math.max(1, width) > this.#limits.vectorBytes) {
      throw new WireError(
        `A vector of ${count} elements is beyond the limit of ${this.#limits.vectorBytes} bytes.`,
      )
    }
    return count
  }

  *#zeroTerminated(): Reading<string> {
    let length: number
    while ((length = this.#queue.indexOf(0, LONGEST_TEXT)) < 0) {
      if (this.#queue.available > LONGEST_TEXT) throw new WireError('A string is longer than 64 MiB.')
      yield
    }
    const text = decoder.decode(this.#queue.take(length))
    this.#queue.take(1)
    return text
  }

  /** Fills `target` as bytes arrive, and puts elements of `width` bytes into this machine's order. */
  *#fill(target: Uint8Array, width: number): Reading<void> {
    let filled = 0
    while (filled < target.length) {
      const n = Math.min(this.#queue.available, target.length - filled)
      if (n === 0) yield
      else {
        this.#queue.copyTo(target.subarray(filled, filled + n))
        filled += n
      }
    }
    if (!this.#little && width > 1) {
      for (let i = 0; i < target.length; i += width) target.subarray(i, i + width).reverse()
    }
  }

  #type(code: number, scale = 0): DataType {
    let type: DataType | undefined
    try {
      type = typeOfCode(code & ~EXTENDED, scale)
    } catch {
      throw new WireError(`A decimal of scale ${scale} doesn't exist.`)
    }
    if (!type) throw new WireError(`Type ${code} isn't understood.`)
    return type
  }

  *#typed(code: number): Reading<DataType> {
    const isDecimal = code >= 37 && code <= 39
    const isDecimalArray = code >= 64 + 37 && code <= 64 + 39
    return this.#type(code, isDecimal || isDecimalArray ? yield* this.#i32() : 0)
  }

  // ---------------------------------------------------------------------- objects

  *#scalar(code: number): Reading<Value> {
    if (code === VOID.code) {
      yield* this.#take(1)
      return NULL
    }
    // A function, as its name or its text: whoever calls it looks it up.
    if (code === 20) {
      yield* this.#take(1)
      return new Scalar(STRING, yield* this.#zeroTerminated())
    }
    const type = yield* this.#typed(code)
    if (type.category === 'SYSTEM' && type !== DURATION)
      return new Scalar(STRING, yield* this.#zeroTerminated())
    return new Scalar(type, yield* this.#element(type))
  }

  *#element(type: DataType): Reading<Raw> {
    if (type.storage === 'string' || type.storage === 'symbol') {
      if (type.code !== 32) return yield* this.#zeroTerminated()
      const length = yield* this.#count(1)
      return decoder.decode(yield* this.#take(length))
    }
    if (type === DURATION) return yield* this.#duration()
    if (type.width === 0) throw new WireError(`There are no single values of type ${type}.`)
    const vector = FixedVector.zeros(type, 1)
    yield* this.#fillVector(vector)
    return vector.raw(0)
  }

  *#duration(): Reading<Raw> {
    const amount = yield* this.#i32()
    const code = yield* this.#i32()
    if (amount === -2147483648) return null
    const letters = [24, 16, 8, 0].map(shift => String.fromCharCode((code >>> shift) & 255))
    return { amount, unit: durationUnits[code] ?? letters.join('') }
  }

  *#fillVector(vector: FixedVector): Reading<void> {
    const { data, type } = vector
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    yield* this.#fill(bytes, type.storage === 'f64x2' ? 8 : type.width)
  }

  *#pair(code: number): Reading<Value> {
    yield* this.#take(8)
    const type = yield* this.#typed(code)
    return new Pair(type, yield* this.#element(type), yield* this.#element(type))
  }

  *#vector(code: number): Reading<Vector> {
    const width = this.#type(code & ~EXTENDED).width
    const rows = yield* this.#count(width)
    const second = (yield* this.#i32()) >>> 0
    if (code === (SYMBOL.code | EXTENDED)) return yield* this.#symbols(rows)
    if (code >= 64 && code < EXTENDED) return yield* this.#arrays(code, rows, second)
    return yield* this.#elements(code, rows)
  }

  *#elements(code: number, rows: number): Reading<Vector> {
    const type = yield* this.#typed(code)
    if (type === ANY) {
      const items: Value[] = []
      for (let i = 0; i < rows; i++) items.push(yield* this.read())
      return new Tuple(items)
    }
    if (type === VOID) return new Tuple(new Array<Value>(rows).fill(NULL))
    if (type.storage === 'string' || type.storage === 'symbol') {
      const texts: string[] = []
      for (let i = 0; i < rows; i++) texts.push((yield* this.#element(type)) as string)
      return type === SYMBOL ? SymbolVector.of(texts) : StringVector.of(texts, type)
    }
    if (type.storage === 'any' || type.storage === 'none') {
      const items: Value[] = []
      for (let i = 0; i < rows; i++) items.push(new Scalar(type, yield* this.#element(type)))
      return new Tuple(items)
    }
    const vector = new FixedVector(type, allocate(type.storage as FixedStorage, rows))
    yield* this.#fillVector(vector)
    return vector
  }

  *#symbols(rows: number): Reading<Vector> {
    const id = yield* this.#i32()
    const size = yield* this.#count(1)
    let base = this.#bases.get(id)
    const codes = allocate('symbol', rows)
    // The sender's codes are its base's places; ours may differ where its base repeats a string.
    let translate: number[] | null = null
    if (size > 0) {
      base = new SymbolBase()
      translate = []
      for (let i = 0; i < size; i++) translate.push(base.encode(yield* this.#zeroTerminated()))
      this.#bases.set(id, base)
      if (translate.every((code, i) => code === i)) translate = null
    }
    if (!base) throw new WireError(`Symbol base ${id} wasn't sent.`)
    yield* this.#fill(new Uint8Array(codes.buffer, codes.byteOffset, codes.byteLength), 4)
    const known = translate?.length ?? base.size
    for (let i = 0; i < rows; i++) {
      const code = codes[i]!
      if (code < 0 || code >= known) throw new WireError(`Symbol ${code} isn't in its base.`)
      if (translate) codes[i] = translate[code]!
    }
    return new SymbolVector(codes, base)
  }

  *#arrays(code: number, rows: number, total: number): Reading<Vector> {
    const type = yield* this.#typed(code)
    const element = type.element!
    if (element.storage === 'string' || element.width === 0)
      throw new WireError(`Array vectors of ${element} aren't understood.`)
    if (total * element.width > this.#limits.vectorBytes) throw new WireError('An array vector is too large.')
    const flat = FixedVector.zeros(element, total)
    const offsets = allocate('i32', rows + 1)
    const bytes = new Uint8Array(flat.data.buffer, flat.data.byteOffset, flat.data.byteLength)
    for (let row = 0; row < rows; ) {
      const head = yield* this.#take(4)
      const view = new DataView(head.buffer, head.byteOffset, 4)
      const count = view.getUint16(0, this.#little)
      const unit = view.getUint8(2)
      if (count === 0 || row + count > rows || ![1, 2, 4].includes(unit)) {
        throw new WireError('A block of an array vector is malformed.')
      }
      const lengths = yield* this.#take(count * unit)
      const start = offsets[row]!
      row = this.#addLengths(offsets, row, lengths, unit)
      if (offsets[row]! > total || offsets[row]! < start)
        throw new WireError('An array vector is longer than it says.')
      yield* this.#fill(bytes.subarray(start * element.width, offsets[row]! * element.width), element.width)
    }
    if (offsets[rows] !== total) throw new WireError('An array vector is shorter than it says.')
    flat.mayHoldNulls = true
    return new ArrayVector(offsets, flat)
  }

  #addLengths(offsets: Int32Array, row: number, lengths: Uint8Array, unit: number): number {
    const view = new DataView(lengths.buffer, lengths.byteOffset, lengths.length)
    for (let at = 0; at < lengths.length; at += unit, row++) {
      const length =
        unit === 1
          ? lengths[at]!
          : unit === 2
            ? view.getUint16(at, this.#little)
            : view.getUint32(at, this.#little)
      offsets[row + 1] = offsets[row]! + length
    }
    return row
  }

  *#matrix(): Reading<Value> {
    const flags = (yield* this.#take(1))[0]!
    const rowLabels = flags & 1 ? yield* this.#vectorObject() : null
    const columnLabels = flags & 2 ? yield* this.#vectorObject() : null
    const head = yield* this.#take(2)
    const code = head[this.#little ? 0 : 1]!
    const width = this.#type(code).width
    const rows = yield* this.#count(width)
    const columns = yield* this.#count(width)
    if (rows * columns * Math.max(1, width) > this.#limits.vectorBytes)
      throw new WireError('A matrix is too large.')
    const data = yield* this.#elements(code, rows * columns)
    return new Matrix(data, rows, columns, rowLabels, columnLabels)
  }

  *#vectorObject(): Reading<Vector> {
    const value = yield* this.read()
    if (!(value instanceof Vector)) throw new WireError('A vector is expected.')
    return value
  }

  *#set(): Reading<Value> {
    const vector = yield* this.#vectorObject()
    return new SetValue(vector.type, rawsOf(vector))
  }

  *#dictionary(code: number): Reading<Value> {
    const keys = yield* this.#vectorObject()
    const values = yield* this.#vectorObject()
    if (keys.length !== values.length) throw new WireError('A dictionary has as many values as keys.')
    const dictionary = new Dictionary(
      keys.type,
      values.type === ANY ? ANY : this.#type(code & ~EXTENDED),
      true,
    )
    rawsOf(keys).forEach((key, i) => {
      dictionary.set(key, values.get(i))
    })
    return dictionary
  }

  *#table(): Reading<Value> {
    const rows = yield* this.#count(1)
    const columns = yield* this.#count(1)
    yield* this.#zeroTerminated()
    const names: string[] = []
    for (let i = 0; i < columns; i++) names.push(yield* this.#zeroTerminated())
    const vectors: Vector[] = []
    for (let i = 0; i < columns; i++) {
      const vector = yield* this.#vectorObject()
      if (vector.length !== rows)
        throw new WireError(`Column ${names[i]} has ${vector.length} rows, not ${rows}.`)
      vectors.push(vector)
    }
    return new Table(names, vectors)
  }
}

function rawsOf(vector: Vector): Raw[] {
  return Array.from({ length: vector.length }, (_, i) => {
    const item = vector.get(i)
    if (!(item instanceof Scalar)) throw new WireError('Keys and members of sets are scalars.')
    return item.raw
  })
}
