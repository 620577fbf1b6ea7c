import { ByteWriter } from '../base/byte-writer.ts'
import { plainOf } from '../values/cast/vector.ts'
import {
  ANY,
  BLOB,
  CODE,
  COMPRESSED,
  type DataType,
  DICTIONARY,
  DURATION,
  FUNCTIONDEF,
  INT,
  IOTANY,
  OBJECT,
  RESOURCE,
  VOID,
} from '../values/data-type.ts'
import { bytesOfText } from '../values/elements/byte-text.ts'
import { Chart } from '../values/forms/chart.ts'
import type { Dictionary } from '../values/forms/dictionary.ts'
import type { FunctionValue } from '../values/forms/function-value.ts'
import type { Matrix } from '../values/forms/matrix.ts'
import type { Pair } from '../values/forms/pair.ts'
import { Scalar } from '../values/forms/scalar.ts'
import type { SetValue } from '../values/forms/set.ts'
import { Table } from '../values/forms/table.ts'
import { Tensor } from '../values/forms/tensor.ts'
import type { Duration, Lanes, Raw } from '../values/null.ts'
import type { Value } from '../values/value.ts'
import { ArrayVector } from '../values/vectors/array-vector.ts'
import { FixedVector } from '../values/vectors/fixed-vector.ts'
import { StringVector, type Utf8 } from '../values/vectors/string-vector.ts'
import { type SymbolBase, SymbolVector } from '../values/vectors/symbol-vector.ts'
import { Tuple } from '../values/vectors/tuple.ts'
import { UnionVector } from '../values/vectors/union-vector.ts'
import type { Vector } from '../values/vectors/vector.ts'
import { compressColumn } from './compressed-column.ts'
import { durationUnits, EXTENDED, forms, functionKinds } from './forms.ts'
import { writeTensor } from './tensor.ts'
import { zeroTerminatedBlocks } from './text-blocks.ts'

// Texts are made in pieces of this many bytes, as they are sent.
const PIECE = 1 << 18

/** Text forms of what has no bytes of its own: functions, code, handles. */
export type Describe = (value: Value) => string

/**
 * Writes objects of one message. Large columns are written by reference: they may not change until sent.
 * Symbol bases are numbered within the message and each is written with its first vector.
 */
export class ObjectEncoder {
  readonly out: ByteWriter
  readonly #describe: Describe
  readonly #compress: boolean
  readonly #bases = new Map<SymbolBase, number>()

  /** `compress`: the receiver takes compressed columns of tables. */
  constructor(describe: Describe, out = new ByteWriter(), compress = false) {
    this.out = out
    this.#compress = compress
    this.#describe = describe
  }

  /** @throws RangeError for values that the protocol has no place for. */
  write(value: Value): void {
    switch (value.form) {
      case 'scalar':
        return this.#scalar(value)
      case 'pair':
        return this.#pair(value)
      case 'vector':
        return this.#vector(value)
      case 'matrix':
        return this.#matrix(value)
      case 'set':
        return this.#set(value)
      case 'dictionary':
        return this.#dictionary(value, value instanceof Chart ? forms.chart : forms.dictionary)
      case 'table':
        if (value instanceof Table) return this.#table(value)
        return this.#described(value, RESOURCE.code)
      case 'function':
        return this.#function(value)
      case 'code':
        return this.#described(value, CODE.code)
      case 'system':
        if (value instanceof Tensor) return writeTensor(this.out, value)
        return this.#described(value, value.type === OBJECT ? RESOURCE.code : value.type.code)
    }
  }

  #described(value: Value, type: number): void {
    this.#header(type, forms.scalar)
    this.out.zeroTerminated(this.#describe(value))
  }

  #function(value: FunctionValue): void {
    const text = this.#describe(value)
    const { name } = value
    const kind =
      text === name
        ? functionKinds.builtin
        : text.startsWith(`${name}{`) && name !== ''
          ? functionKinds.partial
          : functionKinds.user
    this.#header(FUNCTIONDEF.code, forms.scalar)
    this.out.u8(kind).zeroTerminated(text)
  }

  #header(type: number, form: number): void {
    this.out.u8(type).u8(form)
  }

  #scalar(scalar: Scalar): void {
    const { type, raw } = scalar
    this.#header(type.code, forms.scalar)
    if (type === VOID) {
      this.out.u8(1)
      return
    }
    if (type.category === 'DECIMAL') this.out.i32(type.scale)
    this.#element(type, raw)
  }

  #element(type: DataType, raw: Raw): void {
    const { out } = this
    switch (type.storage) {
      case 'i8':
        out.u8((raw as number) & 255)
        return
      case 'i16':
        out.i16(raw as number)
        return
      case 'i32':
        out.i32(raw as number)
        return
      case 'i64':
        out.i64(raw as bigint)
        return
      case 'f32':
        out.f32(raw as number)
        return
      case 'f64':
        out.f64(raw as number)
        return
      case 'i128':
        out.i64(BigInt.asIntN(64, raw as bigint)).i64(BigInt.asIntN(64, (raw as bigint) >> 64n))
        return
      case 'f64x2':
        out.f64((raw as Lanes).x).f64((raw as Lanes).y)
        return
      case 'any':
        this.#duration(raw as Duration | null)
        return
      default:
        this.#text(type, raw as string)
    }
  }

  #text(type: DataType, text: string): void {
    if (type !== BLOB) this.out.zeroTerminated(text)
    else {
      const bytes = bytesOfText(text)
      this.out.u32(bytes.length).bytes(bytes)
    }
  }

  #duration(duration: Duration | null): void {
    if (duration === null) {
      this.out.i32(-2147483648).i32(0)
      return
    }
    const known = (durationUnits as readonly string[]).indexOf(duration.unit)
    this.out.i32(duration.amount)
    if (known >= 0) this.out.i32(known)
    else this.out.i32([...duration.unit].reduce((code, letter) => (code << 8) | letter.charCodeAt(0), 0))
  }

  #pair(pair: Pair): void {
    this.#header(pair.type.code, forms.pair)
    this.out.u32(2).u32(1)
    if (pair.type.category === 'DECIMAL') this.out.i32(pair.type.scale)
    this.#element(pair.type, pair.first)
    this.#element(pair.type, pair.second)
  }

  #vector(vector: Vector): void {
    if (vector instanceof UnionVector) return this.#union(vector)
    if (vector instanceof SymbolVector) return this.#symbols(vector)
    if (vector instanceof ArrayVector) return this.#arrays(vector)
    // There is no list of durations.
    if (vector.type === DURATION) return this.#tuple((vector as Tuple).items)
    this.#header(vector.type.code, forms.vector)
    this.out.u32(vector.length).u32(1)
    this.#elements(vector)
  }

  /** The elements of a vector without its header; also those of matrices. */
  #elements(vector: Vector): void {
    const { out } = this
    if (vector instanceof FixedVector) {
      if (vector.type.category === 'DECIMAL') out.i32(vector.type.scale)
      out.bytes(new Uint8Array(vector.data.buffer, vector.data.byteOffset, vector.data.byteLength))
    } else if (vector instanceof StringVector) {
      const utf8 = vector.utf8()
      if (vector.type === BLOB) writeBlobs(out, utf8)
      else out.lazy(() => zeroTerminatedBlocks(utf8, PIECE))
    } else if (vector instanceof SymbolVector) {
      const { strings } = vector.base
      out.bytes(zeroTerminatedAll(Array.from(vector.codes, code => strings[code]!)))
    } else if (vector instanceof Tuple && vector.type === ANY) {
      for (const item of vector.items) this.write(item)
    } else if (vector.type !== VOID) {
      for (let i = 0; i < vector.length; i++) this.#element(vector.type, (vector.get(i) as Scalar).raw)
    }
  }

  #tuple(items: readonly Value[]): void {
    this.#header(ANY.code, forms.vector)
    this.out.u32(items.length).u32(1)
    for (const item of items) this.write(item)
  }

  #symbols(vector: SymbolVector): void {
    const { out } = this
    this.#header(vector.type.code | EXTENDED, forms.vector)
    out.u32(vector.length).u32(1)
    const known = this.#bases.get(vector.base)
    if (known === undefined) {
      const id = this.#bases.size
      this.#bases.set(vector.base, id)
      out.u32(id).u32(vector.base.size).bytes(zeroTerminatedAll(vector.base.strings))
    } else out.u32(known).u32(0)
    out.bytes(new Uint8Array(vector.codes.buffer, vector.codes.byteOffset, vector.codes.byteLength))
  }

  // Symbols go as texts: clients look for a part by the code of its type, which vectors with a base don't bear.
  #union(vector: UnionVector): void {
    const { out } = this
    const { codes, places, parts } = vector.compacted()
    this.#header(IOTANY.code, forms.vector)
    out.u32(1 + parts.size).u32(1)
    const index = FixedVector.zeros(INT, 2 + 2 * codes.length)
    index.data[0] = codes.length
    index.data[1] = parts.size
    index.data.set(places as never, 2)
    index.data.set(codes as never, 2 + codes.length)
    this.#vector(index)
    for (const part of parts.values()) {
      this.#header(part.type.code, forms.vector)
      out.u32(part.length).u32(1)
      this.#elements(part)
    }
  }

  #arrays(vector: ArrayVector): void {
    const { out } = this
    const { offsets, flat } = vector
    // Rows of texts have no form of their own.
    if (!(flat instanceof FixedVector)) {
      return this.#tuple(Array.from({ length: vector.length }, (_, i) => vector.get(i)))
    }
    const base = offsets[0]!
    this.#header(vector.type.code, forms.vector)
    out.u32(vector.length).u32(offsets[vector.length]! - base)
    if (flat.type.category === 'DECIMAL') out.i32(flat.type.scale)
    for (let start = 0; start < vector.length; ) {
      const block = blockOf(offsets, start, vector.length)
      out.u16(block.rows).u8(block.width).u8(0)
      for (let i = start; i < start + block.rows; i++) {
        const count = offsets[i + 1]! - offsets[i]!
        if (block.width === 1) out.u8(count)
        else if (block.width === 2) out.u16(count)
        else out.u32(count)
      }
      const part = flat.view(offsets[start]!, offsets[start + block.rows]!) as FixedVector
      out.bytes(new Uint8Array(part.data.buffer, part.data.byteOffset, part.data.byteLength))
      start += block.rows
    }
  }

  #matrix(matrix: Matrix): void {
    const data = matrix.data instanceof UnionVector ? plainOf(matrix.data) : matrix.data
    this.#header(data.type.code, forms.matrix)
    this.out.u8((matrix.rowLabels ? 1 : 0) | (matrix.columnLabels ? 2 : 0))
    if (matrix.rowLabels) this.#vector(matrix.rowLabels)
    if (matrix.columnLabels) this.#vector(matrix.columnLabels)
    this.#header(data.type.code, forms.matrix)
    this.out.u32(matrix.rows).u32(matrix.columns)
    this.#elements(data)
  }

  #set(set: SetValue): void {
    this.#header(set.type.code, forms.set)
    this.#raws(set.type, [...set.items.values()])
  }

  /** A vector of raws with its header. */
  #raws(type: DataType, raws: readonly Raw[]): void {
    this.#header(type.code, forms.vector)
    this.out.u32(raws.length).u32(1)
    if (type.category === 'DECIMAL') this.out.i32(type.scale)
    for (const raw of raws) this.#element(type, raw)
  }

  #dictionary(dictionary: Dictionary, form: number): void {
    const entries = [...dictionary.entries.values()]
    const { keyType, valueType } = dictionary
    const mixed =
      valueType === ANY || valueType === DICTIONARY || entries.some(entry => !(entry.value instanceof Scalar))
    this.#header(mixed ? ANY.code : valueType.code, form)
    this.#raws(
      keyType,
      entries.map(entry => entry.key),
    )
    if (mixed) {
      this.#tuple(entries.map(entry => entry.value))
    } else {
      this.#raws(
        valueType,
        entries.map(entry => (entry.value as Scalar).raw),
      )
    }
  }

  #table(table: Table): void {
    this.#header(0, forms.table)
    this.out
      .u32(table.rows)
      .u32(table.columns.length)
      .zeroTerminated(table.sharedName ?? '')
    for (const name of table.names) this.out.zeroTerminated(name)
    for (const column of table.columns) this.#column(column)
  }

  #column(column: Vector): void {
    const compressed = this.#compress ? compressColumn(column) : null
    if (!compressed) return this.#vector(column)
    this.#header(COMPRESSED.code, forms.vector)
    for (const part of compressed) this.out.bytes(part)
  }
}

// Rows of an array vector go in blocks of at most 65,535, whose counts have the width of the largest.
function blockOf(offsets: Int32Array, start: number, end: number): { rows: number; width: number } {
  const rows = Math.min(65535, end - start)
  let largest = 0
  for (let i = start; i < start + rows; i++) largest = Math.max(largest, offsets[i + 1]! - offsets[i]!)
  return { rows, width: largest < 256 ? 1 : largest < 65536 ? 2 : 4 }
}

function writeBlobs(out: ByteWriter, { bytes, offsets }: Utf8): void {
  for (let i = 0; i + 1 < offsets.length; i++) {
    const blob = bytes.subarray(offsets[i]!, offsets[i + 1]!)
    out.u32(blob.length).bytes(blob)
  }
}

function zeroTerminatedAll(texts: readonly string[]): Uint8Array {
  if (texts.length === 0) return new Uint8Array(0)
  let joined = `${texts.join('\0')}\0`
  // A zero inside a text would end it early and put all that follows out of step.
  if (texts.some(text => text.includes('\0'))) {
    joined = texts.map(text => `${text.replaceAll('\0', '')}\0`).join('')
  }
  return new TextEncoder().encode(joined)
}
