const FIRST_BITS = 10

/**
 * Places by key, as keys come: each key is so many 32-bit words, and the first key is at place 0, the next new one at place 1. A hash table
 * with open addressing, at most half full; the words of each place lie one behind the other, so that it can grow without asking for them.
 */
export class WordTable {
  readonly width: number
  readonly local: number
  #size = 0
  #bits = FIRST_BITS
  // Place + 1; 0: free.
  #slots = new Int32Array(1 << FIRST_BITS)
  #words: Int32Array

  /** `local`: the word in which keys that come one after the other differ most. */
  constructor(width: number, local = 0) {
    this.width = width
    this.local = local
    this.#words = new Int32Array(width << (FIRST_BITS - 1))
  }

  /** How many keys there are. */
  get size(): number {
    return this.#size
  }

  clear(): void {
    this.#size = 0
    this.#slots.fill(0)
  }

  /** The places of `n` keys, whose words lie one behind the other; those that are not there get the next ones. */
  add(keys: Int32Array, n: number): Int32Array {
    const places = new Int32Array(n)
    for (let row = 0; row < n; ) {
      // Half of what is still to come is reckoned with.
      if (this.#size >= 1 << (this.#bits - 1)) this.#grow(this.#size + (n - row) / 2)
      row = this.#fill(keys, row, n, places)
    }
    return places
  }

  /** The places of `n` keys; −1 where a key isn't there. */
  find(keys: Int32Array, n: number): Int32Array {
    const places = new Int32Array(n)
    for (let row = 0; row < n; row++) places[row] = this.#slots[this.#seek(keys, row * this.width)]! - 1
    return places
  }

  // Until all rows have places or the table is half full. Gives the row that is next.
  #fill(keys: Int32Array, from: number, n: number, places: Int32Array): number {
    const { width } = this
    const slots = this.#slots
    const words = this.#words
    const full = 1 << (this.#bits - 1)
    let row = from
    for (; row < n && this.#size < full; row++) {
      const slot = this.#seek(keys, row * width)
      let place = slots[slot]! - 1
      if (place < 0) {
        place = this.#size++
        slots[slot] = place + 1
        for (let k = 0; k < width; k++) words[place * width + k] = keys[row * width + k]!
      }
      places[row] = place
    }
    return row
  }

  // The slot that holds the key, or the free one where it belongs.
  #seek(keys: Int32Array, at: number): number {
    const { width } = this
    const slots = this.#slots
    const words = this.#words
    const mask = slots.length - 1
    let slot = slotOf(keys, at, this, this.#bits)
    for (;;) {
      const place = slots[slot]! - 1
      if (place < 0) return slot
      let k = 0
      while (k < width && words[place * width + k] === keys[at + k]) k++
      if (k === width) return slot
      slot = (slot + 1) & mask
    }
  }

  #grow(size: number): void {
    do this.#bits++
    while (1 << (this.#bits - 1) < size)
    const { width } = this
    const slots = new Int32Array(1 << this.#bits)
    const words = new Int32Array(width << (this.#bits - 1))
    words.set(this.#words.subarray(0, this.#size * width))
    const mask = slots.length - 1
    for (let place = 0; place < this.#size; place++) {
      let slot = slotOf(words, place * width, this, this.#bits)
      while (slots[slot] !== 0) slot = (slot + 1) & mask
      slots[slot] = place + 1
    }
    this.#slots = slots
    this.#words = words
  }
}

// Slots of a cache line.
const LINE = 16

/**
 * Where a key belongs. Those that differ in the lowest bits of their `local` word only lie beside each other: numbers mostly come in their order, and most
 * of the time goes into bringing lines.
 */
function slotOf(words: Int32Array, at: number, { width, local }: WordTable, bits: number): number {
  const word = words[at + local]!
  let hash = word >>> 4
  if (width === 1) hash = mixed(hash, 0)
  else for (let k = 0; k < width; k++) if (k !== local) hash = mixed(hash, words[at + k]!)
  return ((hash >>> (32 - bits)) & -LINE) | (word & (LINE - 1))
}

// Its upper bits depend on all bits of both.
function mixed(a: number, b: number): number {
  let hash = Math.imul(a ^ (a >>> 15), -1640531535) + Math.imul(b ^ (b >>> 13), -2048144777)
  hash = Math.imul(hash ^ (hash >>> 15), 668265263)
  return hash ^ (hash >>> 14)
}
