const encoder = new TextEncoder()

/** Bytes that are made when their turn comes, piece by piece. */
export type Lazy = () => Iterable<Uint8Array>

/**
 * Little-endian bytes in the making. Large pieces are kept by reference, so that a column isn't copied; what would take
 * much memory can be left to be made as it is sent.
 */
export class ByteWriter {
  readonly #parts: (Uint8Array | Lazy)[] = []
  #buffer = new Uint8Array(256)
  #view = new DataView(this.#buffer.buffer)
  #used = 0
  #length = 0

  /** Bytes written so far, lazy ones not counted. */
  get length(): number {
    return this.#length + this.#used
  }

  // Where the next n bytes go. It may put another buffer in place: `#view` is looked at afterwards.
  #room(n: number): number {
    if (this.#used + n > this.#buffer.length) {
      this.#flush()
      const size = Math.max(n, Math.min(65536, this.#buffer.length * 2))
      this.#buffer = new Uint8Array(size)
      this.#view = new DataView(this.#buffer.buffer)
    }
    const at = this.#used
    this.#used += n
    return at
  }

  #flush(): void {
    if (this.#used === 0) return
    this.#parts.push(this.#buffer.subarray(0, this.#used))
    this.#length += this.#used
    // What remains of the buffer goes on being used behind the part.
    this.#buffer = this.#buffer.subarray(this.#used)
    this.#view = new DataView(this.#buffer.buffer, this.#buffer.byteOffset, this.#buffer.length)
    this.#used = 0
  }

  u8(value: number): this {
    const at = this.#room(1)
    this.#view.setUint8(at, value)
    return this
  }

  u16(value: number): this {
    const at = this.#room(2)
    this.#view.setUint16(at, value, true)
    return this
  }

  i16(value: number): this {
    const at = this.#room(2)
    this.#view.setInt16(at, value, true)
    return this
  }

  i32(value: number): this {
    const at = this.#room(4)
    this.#view.setInt32(at, value, true)
    return this
  }

  u32(value: number): this {
    const at = this.#room(4)
    this.#view.setUint32(at, value, true)
    return this
  }

  i64(value: bigint): this {
    const at = this.#room(8)
    this.#view.setBigInt64(at, value, true)
    return this
  }

  f32(value: number): this {
    const at = this.#room(4)
    this.#view.setFloat32(at, value, true)
    return this
  }

  f64(value: number): this {
    const at = this.#room(8)
    this.#view.setFloat64(at, value, true)
    return this
  }

  text(value: string): this {
    return this.bytes(encoder.encode(value))
  }

  /** UTF-8 and a zero byte. Zero bytes inside are left out, since they would end it. */
  zeroTerminated(value: string): this {
    return this.text(value.includes('\0') ? value.replaceAll('\0', '') : value).u8(0)
  }

  /** Bytes as they are: small ones are copied, large ones kept by reference and may not change until sent. */
  bytes(value: Uint8Array): this {
    if (value.length < 4096) {
      const at = this.#room(value.length)
      this.#buffer.set(value, at)
    } else {
      this.#flush()
      this.#parts.push(value)
      this.#length += value.length
    }
    return this
  }

  /** Bytes to be made when all before them have been taken. */
  lazy(make: Lazy): this {
    this.#flush()
    this.#parts.push(make)
    return this
  }

  /** All that was written, in order; lazy bytes are made as they are asked for. The writer is not to be used afterwards. */
  *chunks(): Generator<Uint8Array, void, void> {
    this.#flush()
    for (const part of this.#parts) {
      if (part instanceof Uint8Array) yield part
      else yield* part()
    }
  }

  /** The same at once. */
  parts(): Uint8Array[] {
    return [...this.chunks()]
  }

  /** The same in one piece. */
  concat(): Uint8Array {
    const parts = this.parts()
    const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
    let at = 0
    for (const part of parts) {
      whole.set(part, at)
      at += part.length
    }
    return whole
  }
}
