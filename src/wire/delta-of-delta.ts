import { WireError } from './wire-error.ts'

// Integers of which each differs from the last by about what that did from the one before: the difference of the
// differences, in as few bits as it needs, the higher bits of 64-bit words first. (After Facebook's Gorilla, as
// DolphinDB's clients have it.)
//
//   null before the second value   0
//   first value                    1, zigzag, as wide as the type
//   second value                   1, zigzag of the difference, as wide as the type
//   next   0                       the same difference
//          10 110 1110 11110 111110    zigzag − 1 of the change in 7, 9, 16, 32, 64 bits
//          111111                  null
//   end                            111110, 64 ones, 0

const WORD = 2n ** 64n - 1n
const steps = [
  [2, 2, 7],
  [6, 3, 9],
  [14, 4, 16],
  [30, 5, 32],
] as const

/** Compresses a block. Null when it holds numbers that the format, or a double, can't. */
export function deltaEncode(values: BlockValues, width: 2 | 4 | 8): Uint8Array | null {
  const out = new BitWriter()
  let last = 0
  let delta = 0
  let seen = 0
  for (let i = 0; i < values.length; i++) {
    const value = values.at(i)
    if (value === null) {
      if (seen < 2) out.bits(0, 1)
      else out.bits(63, 6)
      continue
    }
    const change = value - last
    if (Math.abs(value) > LARGEST || (seen === 1 && width < 8 && Math.abs(change) >= 2 ** (8 * width - 1)))
      return null
    if (seen < 2) {
      out.bits(1, 1)
      out.wide(zigzag(change), 8 * width)
    } else out.change(change - delta)
    delta = seen === 0 ? 0 : change
    last = value
    seen++
  }
  out.end()
  return out.finish()
}

/** Elements of a block as numbers; null for null. */
export interface BlockValues {
  readonly length: number
  at(index: number): number | null
}

// Below this, a difference of differences of two is exact.
const LARGEST = 2 ** 49

const zigzag = (n: number) => (n >= 0 ? 2 * n : -2 * n - 1)

class BitWriter {
  #words = new Uint32Array(1024)
  #used = 0
  #room = 32

  /** The lower `n` ≤ 32 bits of `value`. */
  bits(value: number, n: number): void {
    if (this.#used + 2 >= this.#words.length) {
      const grown = new Uint32Array(2 * this.#words.length)
      grown.set(this.#words)
      this.#words = grown
    }
    if (n <= this.#room) {
      this.#words[this.#used]! |= n === 32 ? value : (value << (this.#room - n)) >>> 0
      this.#room -= n
    } else {
      const over = n - this.#room
      this.#words[this.#used]! |= value >>> over
      this.#room = 32 - over
      this.#words[++this.#used] = over === 32 ? value : (value << this.#room) >>> 0
      return
    }
    if (this.#room === 0) {
      this.#used++
      this.#room = 32
    }
  }

  wide(value: number, n: number): void {
    if (n > 32) this.bits(Math.floor(value / 2 ** 32) >>> 0, n - 32)
    this.bits(value >>> 0, Math.min(n, 32))
  }

  change(difference: number): void {
    if (difference === 0) return this.bits(0, 1)
    const code = zigzag(difference) - 1
    const step = steps.find(([, , n]) => code < 2 ** n)
    this.bits(step?.[0] ?? 62, step?.[1] ?? 6)
    this.wide(code, step?.[2] ?? 64)
  }

  end(): void {
    this.bits(62, 6)
    this.bits(0xffffffff, 32)
    this.bits(0xffffffff, 32)
    this.bits(0, 1)
  }

  finish(): Uint8Array {
    const words = (this.#used + (this.#room < 32 ? 1 : 0) + 1) >> 1
    const bytes = new Uint8Array(8 * words)
    const view = new DataView(bytes.buffer)
    for (let i = 0; i < words; i++) {
      view.setUint32(8 * i + 4, this.#words[2 * i]!, true)
      view.setUint32(8 * i, this.#words[2 * i + 1]!, true)
    }
    return bytes
  }
}

/**
 * Reads a block into `put`, which is told each element (null for null) and says whether there is room for more.
 * @throws WireError for what is no such block.
 */
export function deltaDecode(
  block: Uint8Array,
  width: number,
  little: boolean,
  put: (value: bigint | null) => boolean,
): void {
  const input = new BitReader(block, little)
  const wide = 8 * width
  // The first two values: nulls before each are single zeros, and either may be the end instead.
  let value = 0n
  let delta = 0n
  for (let seen = 0; seen < 2; seen++) {
    while (!input.bit()) if (!put(null)) return
    if (input.atEnd()) return
    delta = unzigzag(input.bits(wide))
    value += delta
    if (!put(value)) return
  }
  while (true) {
    let ones = 0
    while (ones < 6 && input.bit()) ones++
    if (ones === 6) {
      if (!put(null)) return
      continue
    }
    if (ones > 0) {
      const bits = input.bits([0, 7, 9, 16, 32, 64][ones]!)
      if (ones === 5 && bits === WORD) return
      delta = BigInt.asIntN(64, delta + unzigzag(bits + 1n))
    }
    value = BigInt.asIntN(64, value + delta)
    if (!put(value)) return
  }
}

const unzigzag = (n: bigint) => (n & 1n ? -(n >> 1n) - 1n : n >> 1n)

class BitReader {
  readonly #view: DataView
  readonly #little: boolean
  readonly #end: number
  #at = 0
  #word = 0
  #left = 0

  constructor(block: Uint8Array, little: boolean) {
    this.#view = new DataView(block.buffer, block.byteOffset, block.length)
    this.#little = little
    this.#end = block.length >> 2
  }

  // Half a word at a time; of a little-endian word the higher half comes second.
  #next(): void {
    if (this.#at >= (this.#end & ~1)) throw new WireError('A compressed column ends early.')
    const half = this.#little ? this.#at ^ 1 : this.#at
    this.#word = this.#view.getUint32(4 * half, this.#little)
    this.#at++
    this.#left = 32
  }

  bit(): boolean {
    if (this.#left === 0) this.#next()
    return ((this.#word >>> --this.#left) & 1) !== 0
  }

  bits(n: number): bigint {
    if (n > 32) return (this.bits(n - 32) << 32n) | this.bits(32)
    let result = 0
    for (let wanted = n; wanted > 0; ) {
      if (this.#left === 0) this.#next()
      const some = Math.min(wanted, this.#left)
      const part = some === 32 ? this.#word : (this.#word >>> (this.#left - some)) & (2 ** some - 1)
      result = result * 2 ** some + (part >>> 0)
      this.#left -= some
      wanted -= some
    }
    return BigInt(result)
  }

  /** Whether the end mark (less its first bit) is next, which is then passed. */
  atEnd(): boolean {
    const [at, word, left] = [this.#at, this.#word, this.#left]
    const remaining = this.#left + 32 * ((this.#end & ~1) - this.#at)
    if (remaining >= 69 && this.bits(5) === 30n && this.bits(64) === WORD) return true
    this.#at = at
    this.#word = word
    this.#left = left
    return false
  }
}
