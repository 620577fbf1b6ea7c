import type { ByteQueue } from '../base/byte-queue.ts'
import { allocate, allocateBytes } from '../values/memory.ts'
import type { Utf8 } from '../values/vectors/string-vector.ts'
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
// How many times larger than what came the memory for what comes may be.
const MOST_GROWTH = 16
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
  #bytes = allocateBytes(1 << 16)
  #offsets: Int32Array
  readonly #expected: number
  #at = 0
  rows = 0

  constructor(expected: number) {
    this.#expected = expected
    this.#offsets = allocate('i32', Math.min(expected, CLAIMED) + 1)
    this.#offsets[0] = 0
  }

  /** Takes texts up to the chunk's end or to the last row; gives how many bytes that were. */
  addTerminated(chunk: Uint8Array, rows: number): number {
    this.#room(chunk.length)
    // As many texts at a time as there is room for their ends, so that nothing is asked for within the loop.
    let taken = 0
    while (taken < chunk.length && this.rows < rows) {
      this.#roomForEnd()
      taken = this.#addSome(chunk, taken, Math.min(rows, this.#offsets.length - 1))
    }
    return taken
  }

  #addSome(chunk: Uint8Array, from: number, rows: number): number {
    const bytes = this.#bytes
    const offsets = this.#offsets
    const end = chunk.length
    let at = this.#at
    let row = this.rows
    let i = from
    for (; i < end && row < rows; i++) {
      const byte = chunk[i]!
      if (byte !== 0) bytes[at++] = byte
      else offsets[++row] = at
    }
    this.#at = at
    this.rows = row
    return i
  }

  add(text: Uint8Array): void {
    this.#room(text.length)
    this.#bytes.set(text, this.#at)
    this.#at += text.length
    this.#roomForEnd()
    this.#offsets[++this.rows] = this.#at
  }

  finish(): Utf8 {
    return { bytes: trimmed(this.#bytes, this.#at), offsets: trimmed(this.#offsets, this.rows + 1) }
  }

  // Room for all texts if they go on as they began, but not for much more than has come.
  #enough(): number {
    const whole = Math.ceil((1.05 * this.#at * this.#expected) / Math.max(1, this.rows))
    const { length } = this.#bytes
    return Math.max(2 * length, Math.min(whole, MOST_GROWTH * length))
  }

  #roomForEnd(): void {
    if (this.rows + 1 < this.#offsets.length) return
    const grown = allocate('i32', Math.min(this.#expected + 1, MOST_GROWTH * this.#offsets.length))
    grown.set(this.#offsets)
    this.#offsets = grown
  }

  #room(more: number): void {
    const needed = this.#at + more
    if (needed <= this.#bytes.length) return
    if (needed > 2 ** 31 - 1) throw new WireError("A column's strings are longer than 2 GiB together.")
    const grown = allocateBytes(Math.min(2 ** 31 - 1, Math.max(needed, this.#enough())))
    grown.set(this.#bytes.subarray(0, this.#at))
    this.#bytes = grown
  }
}

/** The first `length` elements; in memory of their own where much of it would be empty. */
function trimmed<A extends Uint8Array | Int32Array>(array: A, length: number): A {
  const used = array.subarray(0, length) as A
  if (4 * length >= 3 * array.length) return used
  const own = array instanceof Uint8Array ? allocateBytes(length) : allocate('i32', length)
  own.set(used)
  return own as A
}
