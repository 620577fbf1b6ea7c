/** Bytes that arrived in chunks and are taken in order. Chunks are kept, not copied, until taken. */
export class ByteQueue {
  readonly #chunks: Uint8Array[] = []
  #first = 0
  #start = 0
  #available = 0

  /** Bytes that can be taken now. */
  get available(): number {
    return this.#available
  }

  push(chunk: Uint8Array): void {
    if (chunk.length === 0) return
    this.#chunks.push(chunk)
    this.#available += chunk.length
  }

  /** Fills `target` from the front; the caller has seen that enough is there. */
  copyTo(target: Uint8Array): void {
    let written = 0
    while (written < target.length) {
      const chunk = this.#chunks[this.#first]!
      const n = Math.min(chunk.length - this.#start, target.length - written)
      target.set(chunk.subarray(this.#start, this.#start + n), written)
      written += n
      this.#advance(n)
    }
  }

  /** The next `n` bytes; a view where one chunk holds them all. */
  take(n: number): Uint8Array {
    const chunk = this.#chunks[this.#first]
    if (chunk && chunk.length - this.#start >= n) {
      const view = chunk.subarray(this.#start, this.#start + n)
      this.#advance(n)
      return view
    }
    const copy = unfilled(n)
    this.copyTo(copy)
    return copy
  }

  /** The bytes at the front that lie in one piece; none where the queue is empty. */
  front(): Uint8Array {
    return this.#chunks[this.#first]?.subarray(this.#start) ?? EMPTY
  }

  /** Drops `n` bytes from the front; the caller has seen that enough is there. */
  skip(n: number): void {
    this.#advance(n)
  }

  /** How many bytes stand before the first `byte`, looking at most `limit` far; −1 where there is none yet. */
  indexOf(byte: number, limit: number): number {
    let passed = 0
    let start = this.#start
    for (let i = this.#first; i < this.#chunks.length && passed <= limit; i++) {
      const chunk = this.#chunks[i]!
      const place = chunk.indexOf(byte, start)
      if (place >= 0) return passed + place - start
      passed += chunk.length - start
      start = 0
    }
    return -1
  }

  #advance(n: number): void {
    this.#available -= n
    this.#start += n
    while (this.#first < this.#chunks.length && this.#start >= this.#chunks[this.#first]!.length) {
      this.#start -= this.#chunks[this.#first]!.length
      this.#chunks[this.#first] = EMPTY
      this.#first++
    }
    // Taken chunks are dropped now and then, so that taking stays cheap however many there are.
    if (this.#first > 64 && this.#first * 2 > this.#chunks.length) {
      this.#chunks.splice(0, this.#first)
      this.#first = 0
    }
  }
}

const EMPTY = new Uint8Array(0)

// Memory that is written anyway need not be zero first.
const unfilled = (n: number) =>
  n < 65536 || typeof Buffer === 'undefined'
    ? new Uint8Array(n)
    : new Uint8Array(Buffer.allocUnsafeSlow(n).buffer)
