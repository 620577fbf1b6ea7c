import type { ByteQueue } from '../base/byte-queue.ts'
import { allocate, allocateBytes } from '../values/memory.ts'
import type { Utf8 } from '../values/string-vector.ts'
import { WireError } from './wire-error.ts'

/** A reading that stops (yields) whenever the bytes at hand are used up, and goes on when more came. */
export type Reading<T> = Generator<void, T, void>

export interface Limits {
  /** Bytes of one vector. */
  readonly vectorBytes: number
  /** Objects within objects. */
  readonly depth: number
}

const LONGEST_TEXT = 64 * 1024 * 1024
// Elements that a count may claim before any of their bytes came: memory for more grows with them.
const CLAIMED = 1 << 20
const MOST_VOID = 1 << 24
const decoder = new TextDecoder()

/** Numbers, texts and columns from bytes as they arrive, little endian or big. Everything may throw a WireError. */
export class WireReader {
  readonly queue: ByteQueue
  readonly little: boolean
  readonly #limits: Limits
  #void = 0

  constructor(queue: ByteQueue, limits: Limits, littleEndian: boolean) {
    this.queue = queue
    this.little = littleEndian
    this.#limits = limits
  }

  *take(n: number): Reading<Uint8Array> {
    while (this.queue.available < n) yield
    return this.queue.take(n)
  }

  *u8(): Reading<number> {
    return (yield* this.take(1))[0]!
  }

  *i32(): Reading<number> {
    const bytes = yield* this.take(4)
    return new DataView(bytes.buffer, bytes.byteOffset, 4).getInt32(0, this.little)
  }

  /** How many elements of `width` bytes follow. */
  *count(width: number): Reading<number> {
    const count = (yield* this.i32()) >>> 0
    this.checkSize(count, width)
    return count
  }

  /** Refuses vectors beyond the limit. */
  checkSize(count: number, width: number): void {
    const limit = this.#limits.vectorBytes
    if (count * Math.max(1, width) <= limit) return
    throw new WireError(`A vector of ${count} elements is beyond the limit of ${limit} bytes.`)
  }

  /** Refuses too many elements that have no bytes: they cost memory of ours, but the sender nothing. */
  checkVoid(count: number): void {
    this.#void += count
    if (this.#void > MOST_VOID) throw new WireError(`More than ${MOST_VOID} elements without a value.`)
  }

  *zeroTerminated(): Reading<string> {
    let length: number
    while ((length = this.queue.indexOf(0, LONGEST_TEXT)) < 0) {
      if (this.queue.available > LONGEST_TEXT) throw new WireError('A string is longer than 64 MiB.')
      yield
    }
    const text = decoder.decode(this.queue.take(length))
    this.queue.skip(1)
    return text
  }

  /** Bytes behind their length. */
  *counted(): Reading<Uint8Array> {
    return yield* this.take(yield* this.count(1))
  }

  /** Fills `target` as bytes arrive, and puts elements of `width` bytes into this machine's order. */
  *fill(target: Uint8Array, width: number): Reading<void> {
    let filled = 0
    while (filled < target.length) {
      const n = Math.min(this.queue.available, target.length - filled)
      if (n === 0) yield
      else {
        this.queue.copyTo(target.subarray(filled, filled + n))
        filled += n
      }
    }
    if (!this.little && width > 1) {
      for (let i = 0; i < target.length; i += width) target.subarray(i, i + width).reverse()
    }
  }

  /** `rows` zero-terminated texts, as a column. */
  *texts(rows: number): Reading<Utf8> {
    const column = new TextColumn(rows)
    while (column.rows < rows) {
      const chunk = this.queue.front()
      if (chunk.length === 0) yield
      else this.queue.skip(column.addTerminated(chunk, rows))
    }
    return column.finish()
  }

  /** `rows` byte strings, each behind its length, as a column. */
  *blobs(rows: number): Reading<Utf8> {
    const column = new TextColumn(rows)
    for (let row = 0; row < rows; row++) column.add(yield* this.counted())
    return column.finish()
  }
}

/** Texts in the making: their bytes, one behind the other, and where each ends. */
class TextColumn {
  #bytes = new Uint8Array(1 << 16)
  #offsets: Int32Array
  #at = 0
  rows = 0

  constructor(expected: number) {
    this.#offsets = new Int32Array(Math.min(expected, CLAIMED) + 1)
  }

  /** Takes texts up to the chunk's end or to the last row; gives how many bytes that were. */
  addTerminated(chunk: Uint8Array, rows: number): number {
    this.#room(chunk.length)
    const bytes = this.#bytes
    let at = this.#at
    let i = 0
    while (i < chunk.length && this.rows < rows) {
      const byte = chunk[i++]!
      if (byte !== 0) bytes[at++] = byte
      else this.#end(at)
    }
    this.#at = at
    return i
  }

  add(text: Uint8Array): void {
    this.#room(text.length)
    this.#bytes.set(text, this.#at)
    this.#at += text.length
    this.#end(this.#at)
  }

  finish(): Utf8 {
    const bytes = allocateBytes(this.#at)
    bytes.set(this.#bytes.subarray(0, this.#at))
    const offsets = allocate('i32', this.rows + 1)
    offsets.set(this.#offsets.subarray(0, this.rows + 1))
    return { bytes, offsets }
  }

  #end(at: number): void {
    if (++this.rows === this.#offsets.length) {
      const grown = new Int32Array(2 * this.#offsets.length)
      grown.set(this.#offsets)
      this.#offsets = grown
    }
    this.#offsets[this.rows] = at
  }

  #room(more: number): void {
    const needed = this.#at + more
    if (needed <= this.#bytes.length) return
    if (needed > 2 ** 31 - 1) throw new WireError("A column's strings are longer than 2 GiB together.")
    const grown = new Uint8Array(Math.max(needed, 2 * this.#bytes.length))
    grown.set(this.#bytes.subarray(0, this.#at))
    this.#bytes = grown
  }
}
