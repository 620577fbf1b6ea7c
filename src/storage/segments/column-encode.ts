import { extent, packValidity } from '../../kernels/extent.ts'
import type { DataType } from '../../values/data-type.ts'
import { allocate } from '../../values/memory.ts'
import { ArrayVector } from '../../values/vectors/array-vector.ts'
import { FixedVector } from '../../values/vectors/fixed-vector.ts'
import { StringVector } from '../../values/vectors/string-vector.ts'
import { SymbolVector } from '../../values/vectors/symbol-vector.ts'
import { UnionVector } from '../../values/vectors/union-vector.ts'
import type { Vector } from '../../values/vectors/vector.ts'
import { StorageError } from '../storage-error.ts'
import { bytesOf, kernelStorage } from './column-layout.ts'
import { fieldsOfUnion } from './union-fields.ts'

/** The texts of a SYMBOL column by code; code 0 is the empty one. */
export interface Dictionary {
  readonly texts: readonly string[]
  readonly sorted: boolean
}

/** One field of a record batch: Arrow's nodes and buffers for it and its children, in Arrow's order. */
export interface EncodedBlock {
  /** Values and nulls of the field, then of its children. */
  readonly nodes: readonly (readonly [length: number, nulls: number])[]
  /** Empty where Arrow allows a buffer to be left out. */
  readonly buffers: readonly Uint8Array[]
  /** Which of these hold the values: those that the index names. */
  readonly kept: readonly number[]
  readonly nulls: number
  /** Elements of an array column's rows. */
  readonly elements: number
  readonly least: number | bigint | null
  readonly most: number | bigint | null
}

/** A column made ready to be written block by block. */
export interface ColumnEncoder {
  readonly dictionary: Dictionary | null
  /** Bytes of the texts up to a row, for columns of texts: blocks must not grow beyond what Arrow can address. */
  textBytesBefore(row: number): number
  /** The rows from `start` up to `end`. Buffers are mostly views of the column's memory. */
  encode(start: number, end: number): EncodedBlock
}

const NOTHING = new Uint8Array(0)

/** `sorted`: codes of SYMBOLs shall be in the order of their texts. @throws StorageError for types that can't be stored. */
export function encoderOf(vector: Vector, sorted: boolean): ColumnEncoder {
  if (vector instanceof FixedVector) return new FixedEncoder(vector)
  if (vector instanceof SymbolVector) return new SymbolEncoder(vector, sorted)
  if (vector instanceof StringVector) return new TextEncoderOfColumn(vector)
  if (vector instanceof ArrayVector) return new ArrayEncoder(vector, sorted)
  if (vector instanceof UnionVector) return new UnionEncoder(vector)
  throw new StorageError('invalid', `A column of type ${vector.type} can't be stored`)
}

const bitmap = (bits: number) => new Uint8Array((bits + 7) >> 3)

class FixedEncoder implements ColumnEncoder {
  readonly dictionary = null
  readonly #data: FixedVector['data']
  readonly #type: DataType

  constructor(vector: FixedVector) {
    this.#data = vector.data
    this.#type = vector.type
  }

  textBytesBefore(): number {
    return 0
  }

  encode(start: number, end: number): EncodedBlock {
    const storage = kernelStorage(this.#type)
    const { nulls, least, most } = extent(storage, this.#data, start, end)
    let validity = NOTHING
    if (nulls > 0) {
      validity = bitmap(end - start)
      packValidity(storage, this.#data, start, end, validity)
    }
    const lanes = storage === 'i128' || storage === 'u128' || storage === 'f64x2' ? 2 : 1
    const values = bytesOf(this.#data.subarray(start * lanes, end * lanes))
    const rows = end - start
    if (storage === 'f64x2') {
      // A list of two doubles: the list has nulls, the doubles have none.
      const nodes = [[rows, nulls] as const, [2 * rows, 0] as const]
      return { nodes, buffers: [validity, NOTHING, values], kept: [2], nulls, elements: 0, least, most }
    }
    return { nodes: [[rows, nulls]], buffers: [validity, values], kept: [1], nulls, elements: 0, least, most }
  }
}

class SymbolEncoder implements ColumnEncoder {
  readonly dictionary: Dictionary
  readonly #codes: Int32Array

  constructor(vector: SymbolVector, sorted: boolean) {
    const { codes, dictionary } = compactSymbols(vector, sorted)
    this.#codes = codes
    this.dictionary = dictionary
  }

  textBytesBefore(): number {
    return 0
  }

  encode(start: number, end: number): EncodedBlock {
    const { nulls, least, most } = extent('sym', this.#codes, start, end)
    let validity = NOTHING
    if (nulls > 0) {
      validity = bitmap(end - start)
      packValidity('sym', this.#codes, start, end, validity)
    }
    const buffers = [validity, bytesOf(this.#codes.subarray(start, end))]
    return { nodes: [[end - start, nulls]], buffers, kept: [1], nulls, elements: 0, least, most }
  }
}

// A base that is small beside the rows is written as it is: its codes need no translation, now or when read.
const AS_IT_IS = 256

function compactSymbols(
  vector: SymbolVector,
  sorted: boolean,
): { codes: Int32Array; dictionary: Dictionary } {
  const { codes, base } = vector
  const { size } = base
  if (!sorted && (size <= AS_IT_IS || size <= codes.length >> 3)) {
    return { codes, dictionary: { texts: base.strings.slice(0, size), sorted: false } }
  }
  const used = new Uint8Array(size)
  used[0] = 1
  for (let i = 0; i < codes.length; i++) used[codes[i]!] = 1
  const kept: number[] = []
  for (let code = 0; code < size; code++) if (used[code]) kept.push(code)
  const { strings } = base
  if (sorted) kept.sort((a, b) => (strings[a]! < strings[b]! ? -1 : strings[a]! > strings[b]! ? 1 : 0))
  const translated = new Int32Array(size)
  kept.forEach((code, place) => {
    translated[code] = place
  })
  const out = allocate('symbol', codes.length)
  for (let i = 0; i < out.length; i++) out[i] = translated[codes[i]!]!
  return { codes: out, dictionary: { texts: kept.map(code => strings[code]!), sorted } }
}

class TextEncoderOfColumn implements ColumnEncoder {
  readonly dictionary = null
  readonly #bytes: Uint8Array
  readonly #offsets: Int32Array

  constructor(vector: StringVector) {
    const { bytes, offsets } = vector.utf8()
    this.#bytes = bytes
    this.#offsets = offsets
  }

  textBytesBefore(row: number): number {
    return this.#offsets[row]! - this.#offsets[0]!
  }

  encode(start: number, end: number): EncodedBlock {
    const source = this.#offsets
    const rows = end - start
    const first = source[start]!
    let nulls = 0
    for (let i = start; i < end; i++) if (source[i] === source[i + 1]) nulls++
    let validity = NOTHING
    if (nulls > 0) {
      validity = bitmap(rows)
      for (let i = 0; i < rows; i++) {
        if (source[start + i] !== source[start + i + 1]) validity[i >> 3]! |= 1 << (i & 7)
      }
    }
    const offsets = rebased(source, start, end)
    const buffers = [validity, bytesOf(offsets), this.#bytes.subarray(first, source[end]!)]
    return { nodes: [[rows, nulls]], buffers, kept: [1, 2], nulls, elements: 0, least: null, most: null }
  }
}

// Offsets of the rows from `start` up to `end`, beginning at 0.
function rebased(source: Int32Array, start: number, end: number): Int32Array {
  const first = source[start]!
  if (first === 0) return source.subarray(start, end + 1)
  const out = new Int32Array(end - start + 1)
  for (let i = 0; i < out.length; i++) out[i] = source[start + i]! - first
  return out
}

class ArrayEncoder implements ColumnEncoder {
  readonly #offsets: Int32Array
  readonly #elements: ColumnEncoder

  constructor(vector: ArrayVector, sorted: boolean) {
    this.#offsets = vector.offsets
    this.#elements = encoderOf(vector.flat, sorted)
  }

  get dictionary(): Dictionary | null {
    return this.#elements.dictionary
  }

  textBytesBefore(row: number): number {
    return this.#elements.textBytesBefore(this.#offsets[row]!)
  }

  encode(start: number, end: number): EncodedBlock {
    const from = this.#offsets[start]!
    const to = this.#offsets[end]!
    const inner = this.#elements.encode(from, to)
    const offsets = bytesOf(rebased(this.#offsets, start, end))
    return {
      nodes: [[end - start, 0], ...inner.nodes],
      buffers: [NOTHING, offsets, ...inner.buffers],
      kept: [1, ...inner.kept.map(i => i + 2)],
      nulls: inner.nulls,
      elements: to - from,
      least: null,
      most: null,
    }
  }
}

class UnionEncoder implements ColumnEncoder {
  readonly dictionary = null
  readonly #fields: readonly ColumnEncoder[]

  constructor(vector: UnionVector) {
    this.#fields = fieldsOfUnion(vector).map(field => encoderOf(field, false))
  }

  textBytesBefore(row: number): number {
    return this.#fields.reduce((sum, field) => sum + field.textBytesBefore(row), 0)
  }

  encode(start: number, end: number): EncodedBlock {
    const fields = this.#fields.map(field => field.encode(start, end))
    // A row without a type is null as a whole.
    const [types] = fields
    const validity = types!.buffers[0]!
    const kept: number[] = []
    let before = 1
    for (const field of fields) {
      kept.push(...field.kept.map(place => before + place))
      before += field.buffers.length
    }
    return {
      nodes: [[end - start, types!.nulls], ...fields.flatMap(field => field.nodes)],
      buffers: [validity, ...fields.flatMap(field => field.buffers)],
      kept,
      nulls: types!.nulls,
      elements: 0,
      least: null,
      most: null,
    }
  }
}
