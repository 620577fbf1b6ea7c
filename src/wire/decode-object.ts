import { ByteQueue } from '../base/byte-queue.ts'
import {
  ANY,
  BLOB,
  COMPRESSED,
  type DataType,
  DURATION,
  FUNCTIONDEF,
  IOTANY,
  STRING,
  SYMBOL,
  typeOfCode,
  VOID,
} from '../values/data-type.ts'
import { textOfBytes } from '../values/elements/byte-text.ts'
import { Chart } from '../values/forms/chart.ts'
import { Dictionary } from '../values/forms/dictionary.ts'
import { ForeignFunction } from '../values/forms/foreign.ts'
import { Matrix } from '../values/forms/matrix.ts'
import { Pair } from '../values/forms/pair.ts'
import { NULL, Scalar } from '../values/forms/scalar.ts'
import { SetValue } from '../values/forms/set.ts'
import { Table } from '../values/forms/table.ts'
import { allocate, type FixedStorage } from '../values/memory.ts'
import type { Raw } from '../values/null.ts'
import type { Value } from '../values/value.ts'
import { ArrayVector } from '../values/vectors/array-vector.ts'
import { FixedVector } from '../values/vectors/fixed-vector.ts'
import { StringVector } from '../values/vectors/string-vector.ts'
import { SymbolBase, SymbolVector } from '../values/vectors/symbol-vector.ts'
import { Tuple } from '../values/vectors/tuple.ts'
import { Vector } from '../values/vectors/vector.ts'
import { readBlocks, readCompressedHeader } from './compressed-column.ts'
import { readChunk, readPluginObject } from './decode-foreign-form.ts'
import { readUnion } from './decode-union.ts'
import { durationUnits, EXTENDED, forms } from './forms.ts'
import { readTensor } from './tensor.ts'
import { WireError } from './wire-error.ts'
import { type Limits, type Reading, WireReader } from './wire-reader.ts'

/** Reads objects of one message, little endian or big. */
export class ObjectDecoder {
  readonly #reader: WireReader
  readonly #limits: Limits
  readonly #bases = new Map<number, SymbolBase>()
  #depth = 0

  constructor(queue: ByteQueue, limits: Limits, littleEndian = true) {
    this.#reader = new WireReader(queue, limits, littleEndian)
    this.#limits = limits
  }

  /** @throws WireError */
  *read(): Reading<Value> {
    if (++this.#depth > this.#limits.depth) throw new WireError('Objects are nested too deeply.')
    const head = yield* this.#reader.take(2)
    const type = head[this.#reader.little ? 0 : 1]!
    const form = head[this.#reader.little ? 1 : 0]!
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
        return yield* this.#dictionary()
      case forms.chart:
        return this.#chart(yield* this.#dictionary())
      case forms.table:
        return yield* this.#table()
      case forms.tensor:
        return yield* readTensor(this.#reader, code)
      case forms.chunk:
        return yield* readChunk(this.#reader)
      case forms.plugin:
        return yield* readPluginObject(this.#reader, code)
      default:
        throw new WireError(`Objects of form ${form} aren't understood.`)
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
    return this.#type(code, isDecimal || isDecimalArray ? yield* this.#reader.i32() : 0)
  }

  // ---------------------------------------------------------------------- objects

  *#scalar(code: number): Reading<Value> {
    if (code === VOID.code) {
      yield* this.#reader.take(1)
      return NULL
    }
    // A function, as its name or its text: whoever calls it looks it up.
    if (code === FUNCTIONDEF.code) {
      yield* this.#reader.take(1)
      const text = yield* this.#reader.zeroTerminated()
      return new ForeignFunction(text, text)
    }
    const type = yield* this.#typed(code)
    if (type.category === 'SYSTEM' && type !== DURATION)
      return new Scalar(STRING, yield* this.#reader.zeroTerminated())
    return new Scalar(type, yield* this.#element(type))
  }

  *#element(type: DataType): Reading<Raw> {
    if (type.storage === 'string' || type.storage === 'symbol') {
      if (type !== BLOB) return yield* this.#reader.zeroTerminated()
      return textOfBytes(yield* this.#reader.counted())
    }
    if (type === DURATION) return yield* this.#duration()
    if (type.width === 0) throw new WireError(`There are no single values of type ${type}.`)
    const vector = FixedVector.zeros(type, 1)
    yield* this.#fillVector(vector)
    return vector.raw(0)
  }

  *#duration(): Reading<Raw> {
    const amount = yield* this.#reader.i32()
    const code = yield* this.#reader.i32()
    if (amount === -2147483648) return null
    const letters = [24, 16, 8, 0].map(shift => String.fromCharCode((code >>> shift) & 255))
    return { amount, unit: durationUnits[code] ?? letters.join('') }
  }

  *#fillVector(vector: FixedVector): Reading<void> {
    const { data, type } = vector
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    yield* this.#reader.fill(bytes, type.storage === 'f64x2' ? 8 : type.width)
  }

  *#pair(code: number): Reading<Value> {
    yield* this.#reader.take(8)
    const type = yield* this.#typed(code)
    return new Pair(type, yield* this.#element(type), yield* this.#element(type))
  }

  *#vector(code: number): Reading<Vector> {
    if (code === COMPRESSED.code) return yield* this.#compressed()
    if (code === IOTANY.code) return yield* this.#union()
    const width = this.#type(code & ~EXTENDED).width
    const rows = yield* this.#reader.count(width)
    const second = (yield* this.#reader.i32()) >>> 0
    if (code === (SYMBOL.code | EXTENDED)) return yield* this.#symbols(rows)
    if (code >= 64 && code < EXTENDED) return yield* this.#arrays(code, rows, second)
    return yield* this.#elements(code, rows)
  }

  *#elements(code: number, rows: number): Reading<Vector> {
    return yield* this.#elementsOf(yield* this.#typed(code), rows)
  }

  *#elementsOf(type: DataType, rows: number): Reading<Vector> {
    if (type === ANY) {
      const items: Value[] = []
      for (let i = 0; i < rows; i++) items.push(yield* this.read())
      return new Tuple(items)
    }
    if (type === VOID) {
      this.#reader.checkVoid(rows)
      return new Tuple(new Array<Value>(rows).fill(NULL))
    }
    if (type.storage === 'string' || type.storage === 'symbol') {
      const utf8 = type === BLOB ? yield* this.#reader.blobs(rows) : yield* this.#reader.texts(rows)
      const column = StringVector.ofUtf8(utf8, type === BLOB ? BLOB : STRING)
      return type === SYMBOL ? SymbolVector.of(column.texts()) : column
    }
    if (type === IOTANY) throw new WireError('Only vectors are of type IOTANY.')
    if (type.storage === 'any' || type.storage === 'none') {
      const items: Value[] = []
      for (let i = 0; i < rows; i++) items.push(new Scalar(type, yield* this.#element(type)))
      return new Tuple(items)
    }
    const vector = new FixedVector(type, allocate(type.storage as FixedStorage, rows))
    yield* this.#fillVector(vector)
    return vector
  }

  *#union(): Reading<Vector> {
    const objects = yield* this.#reader.count(1)
    yield* this.#reader.i32()
    return yield* readUnion(objects, () => this.read())
  }

  // The blocks' bytes are those of the column uncompressed; a column of more bytes than said doesn't grow.
  *#compressed(): Reading<Vector> {
    const bytes = (yield* this.#reader.i32()) >>> 0
    yield* this.#reader.i32()
    const header = yield* readCompressedHeader(this.#reader, bytes)
    const type = this.#type(header.type, header.scale)
    if (['any', 'union', 'none'].includes(type.storage))
      throw new WireError(`Columns of ${type} aren't compressed.`)
    this.#reader.checkSize(header.rows, type.width)
    const queue = new ByteQueue()
    let room = this.#limits.vectorBytes
    yield* readBlocks(this.#reader, header, block => {
      room -= block.length
      if (room < 0) throw new WireError('A compressed column is too large.')
      queue.push(block)
    })
    const inner = new ObjectDecoder(queue, this.#limits, this.#reader.little)
    const reading = type.element
      ? inner.#rowsOf(type, header.rows, header.extra < 0 ? null : header.extra)
      : inner.#elementsOf(type, header.rows)
    const step = reading.next()
    if (!step.done) throw new WireError('A compressed column is shorter than it says.')
    return step.value
  }

  *#symbols(rows: number): Reading<Vector> {
    const id = yield* this.#reader.i32()
    const size = yield* this.#reader.count(1)
    let base = this.#bases.get(id)
    const codes = allocate('symbol', rows)
    // The sender's codes are its base's places; ours may differ where its base repeats a string.
    let translate: number[] | null = null
    if (size > 0) {
      base = new SymbolBase()
      translate = []
      for (let i = 0; i < size; i++) translate.push(base.encode(yield* this.#reader.zeroTerminated()))
      this.#bases.set(id, base)
      if (translate.every((code, i) => code === i)) translate = null
    }
    if (!base) throw new WireError(`Symbol base ${id} wasn't sent.`)
    yield* this.#reader.fill(new Uint8Array(codes.buffer, codes.byteOffset, codes.byteLength), 4)
    const known = translate?.length ?? base.size
    for (let i = 0; i < rows; i++) {
      const code = codes[i]!
      if (code < 0 || code >= known) throw new WireError(`Symbol ${code} isn't in its base.`)
      if (translate) codes[i] = translate[code]!
    }
    return new SymbolVector(codes, base)
  }

  *#arrays(code: number, rows: number, total: number): Reading<Vector> {
    return yield* this.#rowsOf(yield* this.#typed(code), rows, total)
  }

  // `total`: elements of all rows; null: not said, as by Java's compressed columns, whose bytes are all here.
  *#rowsOf(type: DataType, rows: number, total: number | null): Reading<Vector> {
    const element = type.element!
    if (element.storage === 'string' || element.storage === 'symbol' || element.width === 0)
      throw new WireError(`Array vectors of ${element} aren't understood.`)
    if (total !== null) this.#reader.checkSize(total, element.width)
    this.#reader.checkSize(rows, 4)
    const flat = FixedVector.zeros(element, total ?? 0)
    const offsets = allocate('i32', rows + 1)
    for (let row = 0; row < rows; ) {
      const start = offsets[row]!
      row = yield* this.#rowLengths(offsets, row)
      const end = offsets[row]!
      if (end > (total ?? end) || end < start) throw new WireError('An array vector is longer than it says.')
      if (total === null) flat.append(yield* this.#elementsAtHand(element, end - start))
      else yield* this.#fillVector(flat.view(start, end))
    }
    if (offsets[rows] !== (total ?? flat.length))
      throw new WireError('An array vector is shorter than it says.')
    flat.mayHoldNulls = true
    return new ArrayVector(offsets, flat)
  }

  *#elementsAtHand(type: DataType, count: number): Reading<FixedVector> {
    if (count * type.width > this.#reader.queue.available)
      throw new WireError('A compressed column is shorter than it says.')
    const part = FixedVector.zeros(type, count)
    yield* this.#fillVector(part)
    return part
  }

  // The lengths of a block's rows, as places where they end; gives the row behind them.
  *#rowLengths(offsets: Int32Array, row: number): Reading<number> {
    const head = yield* this.#reader.take(4)
    const view = new DataView(head.buffer, head.byteOffset, 4)
    const count = view.getUint16(0, this.#reader.little)
    const unit = view.getUint8(2)
    if (count === 0 || row + count >= offsets.length || ![1, 2, 4].includes(unit))
      throw new WireError('A block of an array vector is malformed.')
    return this.#addLengths(offsets, row, yield* this.#reader.take(count * unit), unit)
  }

  #addLengths(offsets: Int32Array, row: number, lengths: Uint8Array, unit: number): number {
    const view = new DataView(lengths.buffer, lengths.byteOffset, lengths.length)
    for (let at = 0; at < lengths.length; at += unit, row++) {
      const length =
        unit === 1
          ? lengths[at]!
          : unit === 2
            ? view.getUint16(at, this.#reader.little)
            : view.getUint32(at, this.#reader.little)
      offsets[row + 1] = offsets[row]! + length
    }
    return row
  }

  *#matrix(): Reading<Value> {
    const flags = (yield* this.#reader.take(1))[0]!
    const rowLabels = flags & 1 ? yield* this.#vectorObject() : null
    const columnLabels = flags & 2 ? yield* this.#vectorObject() : null
    const head = yield* this.#reader.take(2)
    const code = head[this.#reader.little ? 0 : 1]!
    const width = this.#type(code).width
    const rows = yield* this.#reader.count(width)
    const columns = yield* this.#reader.count(width)
    this.#reader.checkSize(rows * columns, width)
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

  *#dictionary(): Reading<Dictionary> {
    const keys = yield* this.#vectorObject()
    const values = yield* this.#vectorObject()
    if (keys.length !== values.length) throw new WireError('A dictionary has as many values as keys.')
    const dictionary = new Dictionary(keys.type, values.type, true)
    rawsOf(keys).forEach((key, i) => {
      dictionary.set(key, values.get(i))
    })
    return dictionary
  }

  #chart({ keyType, entries }: Dictionary): Chart {
    if (keyType.storage !== 'string') throw new WireError('The keys of a chart are texts.')
    return Chart.of([...entries.values()].map(({ key, value }) => [key as string, value]))
  }

  *#table(): Reading<Value> {
    const rows = yield* this.#reader.count(1)
    const columns = yield* this.#reader.count(1)
    yield* this.#reader.zeroTerminated()
    const names: string[] = []
    for (let i = 0; i < columns; i++) names.push(yield* this.#reader.zeroTerminated())
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
