import type { DataType } from '../../values/data-type.ts'
import { bufferCount, hasDictionary } from './column-layout.ts'

/**
 * What a segment's blocks and buffers are and where; written after the last record batch, so that reading needs no
 * Arrow metadata. All words are 8 bytes, little-endian: doubles holding whole numbers, except bounds, which are doubles or
 * 64-bit integers by the column's type. FORMAT.md draws it.
 */

const VERSION = 1
const HEADER_WORDS = 4
const PLACE_WORDS = 4
// Nulls, elements of array rows, least, most.
const ENTRY_WORDS = 4

/** Where a buffer lies in its file, and what it must be. */
export interface BufferPlace {
  readonly offset: number
  /** Bytes in the file; their checksum is `crc`. */
  readonly stored: number
  /** Bytes that come out. */
  readonly raw: number
  readonly crc: number
  /** Compressed with ZSTD. */
  readonly packed: boolean
}

/** One column's part of a block. */
export interface BlockEntry {
  readonly nulls: number
  /** Elements in all rows of an array column. */
  readonly elements: number
  /** Bounds of what is not null; null where nothing is, or where the type has no order. Of SYMBOL: codes. */
  readonly least: number | bigint | null
  readonly most: number | bigint | null
  readonly buffers: readonly BufferPlace[]
}

export interface DictionaryEntry {
  readonly size: number
  /** Codes are in the order of their texts. */
  readonly sorted: boolean
  /** Offsets and bytes of the texts. */
  readonly buffers: readonly BufferPlace[]
}

export interface ColumnEntries {
  readonly id: number
  readonly type: DataType
  readonly dictionary: DictionaryEntry | null
  readonly blocks: readonly BlockEntry[]
}

/** The first row of each block, and the number of rows at the end. */
export type BlockStarts = readonly number[]

const wide = (type: DataType) => type.storage === 'i64'

class WordWriter {
  readonly #floats: Float64Array
  readonly #longs: BigInt64Array
  #at = 0

  constructor(words: number) {
    this.#floats = new Float64Array(words)
    this.#longs = new BigInt64Array(this.#floats.buffer)
  }

  number(value: number): void {
    this.#floats[this.#at++] = value
  }

  bound(type: DataType, value: number | bigint | null): void {
    if (value !== null && wide(type)) this.#longs[this.#at++] = value as bigint
    else this.number((value as number | null) ?? Number.NaN)
  }

  place({ offset, stored, raw, crc, packed }: BufferPlace): void {
    this.number(offset)
    this.number(packed ? -stored : stored)
    this.number(raw)
    this.number(crc)
  }

  bytes(): Uint8Array {
    return new Uint8Array(this.#floats.buffer)
  }
}

/** The bytes of an index. */
export function encodeIndex(starts: BlockStarts, columns: readonly ColumnEntries[]): Uint8Array {
  const blocks = starts.length - 1
  let words = HEADER_WORDS + starts.length
  for (const { type } of columns) {
    words += 2 + (hasDictionary(type) ? 2 + 2 * PLACE_WORDS : 0)
    words += blocks * (ENTRY_WORDS + PLACE_WORDS * bufferCount(type))
  }
  const out = new WordWriter(words)
  out.number(VERSION)
  out.number(starts[blocks]!)
  out.number(blocks)
  out.number(columns.length)
  for (const start of starts) out.number(start)
  for (const { id, type, dictionary, blocks } of columns) {
    out.number(id)
    out.number(dictionary ? 1 : 0)
    if (dictionary) {
      out.number(dictionary.size)
      out.number(dictionary.sorted ? 1 : 0)
      for (const buffer of dictionary.buffers) out.place(buffer)
    }
    for (const entry of blocks) {
      out.number(entry.nulls)
      out.number(entry.elements)
      out.bound(type, entry.least)
      out.bound(type, entry.most)
      for (const buffer of entry.buffers) out.place(buffer)
    }
  }
  return out.bytes()
}

/** An index as it was written; entries are made when asked for. */
export class SegmentIndex {
  readonly rows: number
  readonly starts: BlockStarts
  readonly byteLength: number
  readonly #floats: Float64Array
  readonly #longs: BigInt64Array
  // Where a column's words begin, by its id.
  readonly #columns = new Map<number, number>()

  /** `bytes` are kept, and begin at a multiple of 8. `typeOf`: the types of the columns that may be in there. */
  constructor(bytes: Uint8Array, typeOf: (id: number) => DataType | undefined) {
    this.byteLength = bytes.byteLength
    this.#floats = new Float64Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 8)
    this.#longs = new BigInt64Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 8)
    const [version, rows, blocks, columns] = this.#floats as unknown as [number, number, number, number]
    if (version !== VERSION) throw new RangeError(`It has an index of version ${version}, not ${VERSION}`)
    this.rows = rows
    let at = HEADER_WORDS + blocks + 1
    this.starts = Array.from(this.#floats.subarray(HEADER_WORDS, at))
    for (let i = 0; i < columns; i++) {
      const id = this.#floats[at]!
      const type = typeOf(id)
      if (!type) throw new RangeError(`It has a column ${id} that the table never had`)
      this.#columns.set(id, at)
      at += 2 + (this.#floats[at + 1] === 1 ? 2 + 2 * PLACE_WORDS : 0)
      at += blocks * (ENTRY_WORDS + PLACE_WORDS * bufferCount(type))
    }
  }

  get blocks(): number {
    return this.starts.length - 1
  }

  has(id: number): boolean {
    return this.#columns.has(id)
  }

  dictionary(id: number): DictionaryEntry | null {
    const at = this.#columns.get(id)!
    if (this.#floats[at + 1] === 0) return null
    return {
      size: this.#floats[at + 2]!,
      sorted: this.#floats[at + 3] === 1,
      buffers: [this.#place(at + 4), this.#place(at + 4 + PLACE_WORDS)],
    }
  }

  entry(id: number, type: DataType, block: number): BlockEntry {
    const column = this.#columns.get(id)!
    const buffers = bufferCount(type)
    const first = column + 2 + (this.#floats[column + 1] === 1 ? 2 + 2 * PLACE_WORDS : 0)
    const at = first + block * (ENTRY_WORDS + PLACE_WORDS * buffers)
    const nulls = this.#floats[at]!
    // A bound of NaN says there is none; as a 64-bit integer it could be a value, but not if all are null.
    const empty = nulls === this.starts[block + 1]! - this.starts[block]!
    return {
      nulls,
      elements: this.#floats[at + 1]!,
      least: empty ? null : this.#bound(type, at + 2),
      most: empty ? null : this.#bound(type, at + 3),
      buffers: Array.from({ length: buffers }, (_, i) => this.#place(at + ENTRY_WORDS + i * PLACE_WORDS)),
    }
  }

  /** Where every buffer lies. */
  *places(typeOf: (id: number) => DataType | undefined): Iterable<BufferPlace> {
    for (const id of this.#columns.keys()) {
      yield* this.dictionary(id)?.buffers ?? []
      const type = typeOf(id)!
      for (let block = 0; block < this.blocks; block++) yield* this.entry(id, type, block).buffers
    }
  }

  #bound(type: DataType, at: number): number | bigint | null {
    if (wide(type)) return this.#longs[at]!
    const value = this.#floats[at]!
    return Number.isNaN(value) ? null : value
  }

  #place(at: number): BufferPlace {
    const words = this.#floats
    const stored = words[at + 1]!
    return {
      offset: words[at]!,
      stored: Math.abs(stored),
      raw: words[at + 2]!,
      crc: words[at + 3]!,
      packed: stored < 0,
    }
  }
}
